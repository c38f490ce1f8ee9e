import type { Contract } from '../../contract/contract.ts'
import type { Impact } from '../../diff/change.ts'
import { type Call, defineCommand } from '../command.ts'
import { contractAt, identityOf } from '../compared-contract.ts'
import { comparisonOptions, diffOptions } from '../comparison-options.ts'

const failOn: Readonly<Record<string, readonly Impact[]>> = {
  breaking: ['breaking'],
  dangerous: ['breaking', 'dangerous'],
  any: ['breaking', 'dangerous', 'safe'],
  never: [],
}

export const diff = defineCommand({
  id: 'diff',
  summary: 'Say what changed between two contracts, and whom it breaks.',
  arguments: '<base> <revision>',
  options: [
    {
      flags: '--format <name>',
      summary: 'How to show it.',
      default: 'text',
      choices: ['text', 'json', 'github', 'sarif', 'junit', 'markdown'],
    },
    { flags: '--expand', summary: 'One line per operation a change reaches.' },
    {
      flags: '--fail-on <impact>',
      summary: 'What makes the exit code 1.',
      default: 'breaking',
      choices: Object.keys(failOn),
    },
    {
      flags: '--second-opinion',
      summary: 'Ask npm openapi-diff, too (OpenAPI 3.0, 5 s); text and JSON show where it disagrees.',
    },
    ...comparisonOptions,
  ],
  examples: [
    'apigov diff openapi.yaml new.yaml',
    'apigov diff main:api/openapi.yaml HEAD:api/openapi.yaml --format json',
  ],
  async run({ args, options }, io) {
    const { diff: compare, expand } = await import('../../diff/diff.ts')
    const { formatDiff, isFormat } = await import('../../report/report.ts')
    const [base = '', revision = ''] = args
    const identity = identityOf(options['as'])
    const settings = await diffOptions(options, io)
    const before = await contractAt(base, identity, io)
    const after = await contractAt(revision, identity, io)
    const found = compare(before, after, settings)
    const shown = options['expand'] === true ? expand(found) : found
    const format = isFormat(options['format']) ? options['format'] : 'text'
    const compared = { base, revision, ...(await opinionOf(before, after, found.breaking, options)) }
    io.stdout.write(formatDiff(shown, compared, format))
    const failing = failOn[String(options['failOn'])] ?? []
    return found.changes.some(({ impact }) => failing.includes(impact)) ? 1 : 0
  },
})

async function opinionOf(base: Contract, revision: Contract, breaking: boolean, options: Call['options']) {
  if (options['secondOpinion'] !== true) return {}
  const { secondOpinion } = await import('../../process/second-opinion.ts')
  return { secondOpinion: await secondOpinion(base, revision, breaking) }
}
