import { readFile } from 'node:fs/promises'
import { messageOf } from '../base/errors.ts'
import type { TlsIdentity } from '../gateway/traffic.ts'
import { secretUnreadable } from './errors.ts'

/** The files of a gateway's certificate, its key, and the authorities of its callers. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
  readonly clientCa?: string
}

/** Throws an `ApigovError` where one cannot be read. */
export async function readTlsFiles({ cert, key, clientCa }: TlsFiles): Promise<TlsIdentity> {
  return {
    cert: await read(cert),
    key: await read(key),
    ...(clientCa !== undefined && { clientCa: await read(clientCa) }),
  }
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    throw secretUnreadable(path, messageOf(thrown), thrown)
  }
}

/**
 * Has what is in the files used whenever it changes. What cannot be read or used is told once, and looked for again: certificate and
 * key are replaced one after the other.
 * @param first what is used already.
 * @param poll milliseconds between two looks.
 */
export function watchTlsFiles(
  files: TlsFiles,
  first: TlsIdentity,
  use: (identity: TlsIdentity) => Promise<void>,
  { poll, log }: { readonly poll: number; readonly log: (line: string) => void },
): () => void {
  let [used, told] = [JSON.stringify(first), '']
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    try {
      const identity = await readTlsFiles(files)
      if (JSON.stringify(identity) !== used) {
        await use(identity)
        used = JSON.stringify(identity)
        log(`certificate of \`${files.cert}\` in use`)
      }
      told = ''
    } catch (thrown) {
      const why = messageOf(thrown)
      if (why !== told) log(`certificate of \`${files.cert}\` not taken, the one before is in use: ${why}`)
      told = why
    }
    timer = setTimeout(look, poll).unref()
  }
  timer = setTimeout(look, poll).unref()
  return () => clearTimeout(timer)
}
