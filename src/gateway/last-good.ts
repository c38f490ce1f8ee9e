import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../base/errors.ts'
import { dataFolderUnwritable } from './errors.ts'

/** The last snapshot that was served, on disk: a gateway that restarts while its source is away goes on with it. */
export interface LastGood {
  /** `null` where there is none. */
  read(): Promise<Buffer | null>
  write(bytes: Buffer): Promise<void>
}

/** Keeps it in `folder`, apart for each source, so that a gateway pointed elsewhere does not serve what it was not asked for. */
export function lastGoodIn(folder: string, source: string): LastGood {
  const path = join(folder, `last-good-${shortOf(source)}.json`)
  return {
    async read() {
      try {
        return await readFile(path)
      } catch {
        return null
      }
    },
    async write(bytes) {
      try {
        await mkdir(folder, { recursive: true })
        // Renamed into place: a crash leaves the old one or the new one, never half of one. Keys' hashes are not for everybody.
        await writeFile(`${path}.new`, bytes, { mode: 0o600 })
        await rename(`${path}.new`, path)
      } catch (thrown) {
        throw dataFolderUnwritable(folder, messageOf(thrown), thrown)
      }
    },
  }
}

/** Where what was used of quotas is kept, apart for each source as well. */
export function quotasIn(folder: string, source: string): string {
  return join(folder, `quotas-${shortOf(source)}.ndjson`)
}

function shortOf(source: string): string {
  return createHash('sha256').update(source).digest('hex').slice(0, 16)
}

/** For a gateway without a data folder. */
export const noLastGood: LastGood = { read: async () => null, write: async () => undefined }
