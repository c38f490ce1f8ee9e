import { join, resolve } from 'node:path'
import { planCatalog } from '../../catalog/init.ts'
import { catalogRoots } from '../../catalog/read.ts'
import { folderTree } from '../../git/folder-tree.ts'
import { defineCommand } from '../command.ts'
import { catalogThere } from '../errors.ts'
import { makeFolder, templateFolder, writeNew } from '../new-files.ts'

export const init = defineCommand({
  id: 'init',
  summary: 'Make a catalog from the template.',
  arguments: '[dir]',
  options: [{ flags: '--dry-run', summary: 'Show what would be written, and write nothing.' }],
  examples: ['apigov init', 'apigov init catalog --dry-run'],
  async run({ args: [dir = '.'], options }, io) {
    const target = resolve(io.cwd, dir)
    const dryRun = options['dryRun'] === true
    if (!dryRun) await makeFolder(target)
    const there = dryRun ? await folderTree(target).catch(() => null) : await folderTree(target)
    if (there && catalogRoots(there).includes('')) throw catalogThere(target)
    const { files, kept, keys } = await planCatalog(await folderTree(templateFolder), there)
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
