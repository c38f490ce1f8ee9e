import { join, relative, resolve } from 'node:path'
import { type Finding, isFailing, type Severity } from '../../base/finding.ts'
import type { Tree } from '../../base/tree.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import { contractSource } from '../../catalog/contract-source.ts'
import { catalogRoots, readCatalog } from '../../catalog/read.ts'
import { readContract } from '../../contract/read.ts'
import { folderTree } from '../../git/folder-tree.ts'
import { formatFindings, formats, isFormat } from '../../report/report.ts'
import { defineCommand } from '../command.ts'
import { catalogMissing } from '../errors.ts'

export const validate = defineCommand({
  id: 'validate',
  summary: 'Check the files of a catalog, the references between them, and its contracts.',
  arguments: '[dir]',
  options: [
    { flags: '--format <format>', summary: 'How findings are shown.', default: 'text', choices: formats },
    {
      flags: '--fail-on <severity>',
      summary: 'The least severity that fails; default: what the catalog says in `review.failOn`.',
      choices: ['error', 'warning', 'info'],
    },
  ],
  examples: ['apigov validate', 'apigov validate apis --format github'],
  async run({ args: [dir = '.'], options }, io) {
    const folder = resolve(io.cwd, dir)
    const tree = await folderTree(folder)
    const roots = catalogRoots(tree)
    if (roots.length === 0) throw catalogMissing(folder)
    const format = isFormat(options['format']) ? options['format'] : 'text'
    const findings: Finding[] = []
    let fails = false
    for (const root of roots) {
      const reading = await readCatalog(tree, root)
      const { catalog } = reading
      const found = [...reading.findings, ...(catalog ? await contractFindings(tree, catalog) : [])]
      const failOn = (options['failOn'] ?? catalog?.settings.review.failOn ?? 'error') as Severity
      fails ||= found.some((finding) => isFailing(finding, failOn))
      findings.push(...found)
    }
    const shown = findings.map((finding) => seenFrom(relative(io.cwd, folder), finding))
    io.stdout.write(formatFindings(shown, format))
    return fails ? 1 : 0
  },
})

async function contractFindings(tree: Tree, catalog: Catalog): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const api of catalog.apis.values())
    for (const version of api.versions.values()) {
      const source = await contractSource(tree, catalog, api, version)
      if (source) findings.push(...readContract(source).findings)
    }
  return findings
}

/** Paths as the caller can open them, not as they stand below the folder that was named. */
function seenFrom(folder: string, finding: Finding): Finding {
  if (folder === '' || finding.place === null) return finding
  return { ...finding, place: { ...finding.place, file: join(folder, finding.place.file) } }
}
