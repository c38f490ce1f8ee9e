/** Files that a command makes for somebody, and where those of the template are. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../base/errors.ts'
import { folderNotWritable } from './errors.ts'

/** Beside `src/` in a checkout, beside `dist/` in the installed package. */
export const templateFolder = fileURLToPath(new URL('../../catalog-template', import.meta.url))

/** Throws an `ApigovError` where it cannot be made. */
export async function makeFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true }).catch((thrown) => {
    throw folderNotWritable(dir, messageOf(thrown), thrown)
  })
}

/** Throws an `ApigovError` rather than write over a file that appeared meanwhile. */
export async function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content, { flag: 'wx' })
  } catch (thrown) {
    throw folderNotWritable(path, messageOf(thrown), thrown)
  }
}
