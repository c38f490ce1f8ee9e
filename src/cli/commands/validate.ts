import { join, relative, resolve } from 'node:path'
import { type Finding, type Severity, severityRank } from '../../base/finding.ts'
import { systemClock } from '../../base/ports.ts'
import { catalogRoots } from '../../catalog/read.ts'
import { folderTree } from '../../git/folder-tree.ts'
import { openJudge } from '../../process/judge.ts'
import { formatFindings, formats, isFormat } from '../../report/report.ts'
import { openBase } from '../base-branch.ts'
import { baseOptions } from '../base-options.ts'
import { defineCommand } from '../command.ts'
import { catalogMissing } from '../errors.ts'
import { memoryOf, memoryOption } from '../memory.ts'
import { ruleTexts } from '../rule-texts.ts'
import { type Validation, validateCatalog } from '../validation.ts'

export const validate = defineCommand({
  id: 'validate',
  summary: 'Check catalog files, the references between them, contracts and policy.',
  arguments: '[dir]',
  options: [
    { flags: '--format <format>', summary: 'How findings are shown.', default: 'text', choices: formats },
    {
      flags: '--fail-on <severity>',
      summary: 'The least severity that fails; default: what the catalog says in `review.failOn`.',
      choices: Object.keys(severityRank),
    },
    ...baseOptions,
    memoryOption,
  ],
  examples: ['apigov validate', 'apigov validate apis --format github'],
  async run({ args: [dir = '.'], options }, io) {
    const folder = resolve(io.cwd, dir)
    const tree = await folderTree(folder)
    const roots = catalogRoots(tree)
    if (roots.length === 0) throw catalogMissing(folder)
    const format = isFormat(options['format']) ? options['format'] : 'text'
    const base = await openBase(folder, options, io)
    const asked = {
      now: new Date(systemClock.now()).toISOString(),
      failOn: options['failOn'] as Severity | undefined,
      folder,
      base: base?.tree ?? null,
      all: options['all'] === true,
    }
    const memory = memoryOf(options['cache'] !== false, io)
    const judge = openJudge(memory ? { memo: memory } : {})
    io.signal.addEventListener('abort', () => judge.close(), { once: true })
    const validations: Validation[] = []
    try {
      for (const root of roots) validations.push(await validateCatalog(tree, root, judge, asked))
    } finally {
      await base?.close()
      await judge.close()
      await memory?.save()
    }
    const findings = validations.flatMap((validation) => validation.findings)
    const shown = findings.map((finding) => seenFrom(relative(io.cwd, folder), finding))
    io.stdout.write(formatFindings(shown, format, await ruleTexts(format)))
    if (validations.some(({ unasked }) => unasked)) return 2
    return validations.some(({ fails }) => fails) ? 1 : 0
  },
})

/** Paths as the caller can open them, not as they stand below the folder that was named. */
function seenFrom(folder: string, finding: Finding): Finding {
  if (folder === '' || finding.place === null) return finding
  return { ...finding, place: { ...finding.place, file: join(folder, finding.place.file) } }
}
