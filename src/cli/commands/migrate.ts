import { resolve } from 'node:path'
import { parseDocument } from '../../base/document.ts'
import { valueAt } from '../../base/place.ts'
import type { Tree } from '../../base/tree.ts'
import { catalogRoots } from '../../catalog/read.ts'
import { folderTree } from '../../git/folder-tree.ts'
import { defineCommand } from '../command.ts'
import { catalogMissing, formatUnknown, settingsUnreadable } from '../errors.ts'

/** The format this program writes. A newer one brings a step from the one before, here. */
const newest = 1

export const migrate = defineCommand({
  id: 'migrate',
  summary: 'Move a catalog to the newest format.',
  arguments: '[dir]',
  options: [],
  examples: ['apigov migrate'],
  async run({ args: [dir = '.'] }, io) {
    const folder = resolve(io.cwd, dir)
    const tree = await folderTree(folder)
    const files = catalogRoots(tree).map((root) => (root === '' ? 'apigov.yaml' : `${root}/apigov.yaml`))
    if (files.length === 0) throw catalogMissing(folder)
    for (const file of files) {
      const format = await formatOf(tree, file)
      if (format !== newest) throw formatUnknown(file, String(format))
      io.stdout.write(`${file}: format ${format} is the newest, nothing to do\n`)
    }
    return 0
  },
})

async function formatOf(tree: Tree, file: string): Promise<number> {
  const { value, problems } = parseDocument(file, await tree.read(file))
  const format = valueAt(value, '/format')
  if (typeof format === 'number') return format
  throw settingsUnreadable(file, problems[0]?.message ?? 'there is no number at `format`')
}
