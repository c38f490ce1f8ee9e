import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { defineError } from '../base/errors.ts'
import type { Finding } from '../base/finding.ts'

const fileNotWritten = defineError(
  'APIGOV_FILE_NOT_WRITTEN',
  (path: string) => `\`${path}\` cannot be written`,
  () => 'Allow it, or make the fixes by hand: without `--fix` they are told.',
)

/**
 * Makes the fixes that findings offer, in the files they name, seen from `cwd`; a file gets its new text whole or not at all.
 * Answers how many edits each file got. What cannot be written without touching more is left, and so is its finding.
 */
export async function applyFixes(findings: readonly Finding[], cwd: string): Promise<ReadonlyMap<string, number>> {
  // The library that finds the characters takes 40 ms to load: only where there is something to fix.
  const { editText } = await import('../base/edit-text.ts')
  const edits = findings.flatMap(({ fix }) => fix?.edits ?? [])
  const made = new Map<string, number>()
  for (const [file, wanted] of Map.groupBy(edits, (edit) => edit.file)) {
    const path = resolve(cwd, file)
    const { text, left } = editText(file, await readFile(path, 'utf8'), wanted)
    if (left.length === wanted.length) continue
    await replaceFile(path, text).catch((error: unknown) => {
      throw fileNotWritten(file, error)
    })
    made.set(file, wanted.length - left.length)
  }
  return made
}

async function replaceFile(path: string, text: string): Promise<void> {
  const { mode } = await stat(path)
  const beside = `${path}.${process.pid}.tmp`
  await writeFile(beside, text, { mode, flag: 'wx' })
  await rename(beside, path)
}
