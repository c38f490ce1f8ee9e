import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { messageOf } from '../../base/errors.ts'
import { planCatalog } from '../../catalog/init.ts'
import { catalogRoots } from '../../catalog/read.ts'
import { folderTree } from '../../git/folder-tree.ts'
import { defineCommand } from '../command.ts'
import { catalogThere, folderNotWritable } from '../errors.ts'

export const init = defineCommand({
  id: 'init',
  summary: 'Make a catalog from the template.',
  arguments: '[dir]',
  options: [{ flags: '--dry-run', summary: 'Show what would be written, and write nothing.' }],
  examples: ['apigov init', 'apigov init apis --dry-run'],
  async run({ args: [dir = '.'], options }, io) {
    const target = resolve(io.cwd, dir)
    const dryRun = options['dryRun'] === true
    await makeFolder(target, dryRun)
    const there = dryRun ? await folderTree(target).catch(() => null) : await folderTree(target)
    if (there && catalogRoots(there).includes('')) throw catalogThere(target)
    const template = await folderTree(templateFolder)
    const { files, kept, keys } = await planCatalog(template, there)
    for (const { path, content } of files) {
      if (!dryRun) await writeNew(join(target, path), content)
      io.stdout.write(`${dryRun ? 'would write' : 'wrote'} ${path}\n`)
    }
    for (const path of kept) io.stdout.write(`kept ${path}, which was there\n`)
    if (dryRun) return 0
    for (const { file, key } of keys)
      io.stdout.write(`\nThe key of ${file}, shown this once because only its hash is kept:\n  ${key}\n`)
    io.stdout.write('\nNext: read README.md, then run `apigov validate`.\n')
    return 0
  },
})

/** Beside `src/` in a checkout, beside `dist/` in the installed package. */
const templateFolder = fileURLToPath(new URL('../../../catalog-template', import.meta.url))

async function makeFolder(dir: string, dryRun: boolean): Promise<void> {
  if (dryRun) return
  await mkdir(dir, { recursive: true }).catch((thrown) => {
    throw folderNotWritable(dir, messageOf(thrown), thrown)
  })
}

/** Fails rather than write over a file that appeared meanwhile. */
async function writeNew(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content, { flag: 'wx' })
  } catch (thrown) {
    throw folderNotWritable(path, messageOf(thrown), thrown)
  }
}
