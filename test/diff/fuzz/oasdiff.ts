import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from './pair.ts'

/** Something found, as far as the two tools can be held against each other. */
export interface Found {
  readonly id: string
  readonly level: 'INFO' | 'WARN' | 'ERR'
  /** `POST /pets`. */
  readonly operation: string
  readonly text: string
}

const levels = { 1: 'INFO', 2: 'WARN', 3: 'ERR' } as const

/** What oasdiff says of two contracts; an `Error` with its own words where it cannot read one of them. */
export async function oasdiff(
  binary: string,
  base: JsonObject,
  revision: JsonObject,
): Promise<readonly Found[] | Error> {
  const folder = mkdtempSync(join(tmpdir(), 'apigov-fuzz-'))
  try {
    const files = [join(folder, 'base.json'), join(folder, 'revision.json')] as const
    writeFileSync(files[0], JSON.stringify(base))
    writeFileSync(files[1], JSON.stringify(revision))
    const output = await run(binary, ['changelog', ...files, '--format', 'json', '--level', 'INFO'])
    if (output instanceof Error) return output
    const changes: readonly OasdiffChange[] = output.trim() === '' ? [] : JSON.parse(output)
    return (changes ?? []).map(({ id, text, level, operation, path }) => ({
      id,
      text,
      level: levels[level],
      operation: operation === undefined ? '' : `${operation} ${path ?? ''}`,
    }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface OasdiffChange {
  readonly id: string
  readonly text: string
  readonly level: 1 | 2 | 3
  readonly operation?: string
  readonly path?: string
}

function run(binary: string, args: readonly string[]): Promise<string | Error> {
  return new Promise((resolve) => {
    execFile(binary, args, { maxBuffer: 1 << 30, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve(error === null ? stdout : new Error(stderr.trim() || error.message)),
    )
  })
}

/** Every id the binary can say. */
export async function idsOf(binary: string): Promise<ReadonlySet<string>> {
  const output = await run(binary, ['checks', '--format', 'json'])
  if (output instanceof Error) throw output
  const checks: readonly { readonly id: string }[] = JSON.parse(output)
  return new Set(checks.map(({ id }) => id))
}
