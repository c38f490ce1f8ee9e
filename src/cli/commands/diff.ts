import type { Place } from '../../base/place.ts'
import { type Impact, impactOf } from '../../diff/change.ts'
import { adviseVersion } from '../../policy/version-advice.ts'
import { compare } from '../../process/kinds/index.ts'
import type { AnyContract } from '../../process/kinds/kind.ts'
import { type Format, formatDiff, formats } from '../../report/report.ts'
import { type Call, defineCommand } from '../command.ts'
import { contractAt, identityOf } from '../compared-contract.ts'
import { comparisonOptions, diffOptions } from '../comparison-options.ts'
import { paintFor, writeAll } from '../terminal.ts'

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
    { flags: '--format <name>', summary: 'How to show it.', default: 'text', choices: formats },
    { flags: '--expand', summary: 'Every operation a change reaches, not only the first few.' },
    {
      flags: '--fail-on <impact>',
      summary: 'What makes the exit code 1.',
      default: 'breaking',
      choices: Object.keys(failOn),
    },
    {
      flags: '--second-opinion',
      summary: 'Ask npm openapi-diff, too (Swagger 2.0, OpenAPI 3.0; 5 s), and show where it disagrees.',
    },
    ...comparisonOptions,
  ],
  examples: [
    'apigov diff openapi.yaml new.yaml',
    'apigov diff main:api/openapi.yaml HEAD:api/openapi.yaml --format json',
  ],
  async run({ args, options }, io) {
    const [base = '', revision = ''] = args
    const identity = identityOf(options['as'])
    const settings = await diffOptions(options, io)
    const before = await contractAt(base, identity, io)
    const after = await contractAt(revision, identity, io, before.contract)
    const found = await compare(before.contract, after.contract, settings)
    const version = adviseVersion(before.contract, after.contract, found, settings)
    const compared = {
      ...{ base, revision, version, expand: options['expand'] === true, paint: paintFor(io) },
      ...(await opinionOf(before.contract, after.contract, found.breaking, options)),
      line: (side: 'base' | 'revision', place: Place) => (side === 'base' ? before : after).line(place),
    }
    // Commander has checked the choice.
    writeAll(formatDiff(found, compared, options['format'] as Format), io)
    const failing = failOn[String(options['failOn'])] ?? []
    const isFailing = found.changes.some(({ impact }) => failing.includes(impact))
    return isFailing || (version.finding !== null && failing.includes(impactOf(version.finding))) ? 1 : 0
  },
})

async function opinionOf(base: AnyContract, revision: AnyContract, breaking: boolean, options: Call['options']) {
  if (options['secondOpinion'] !== true) return {}
  if (base.kind !== 'openapi' || revision.kind !== 'openapi')
    return { secondOpinion: { tool: 'openapi-diff', outcome: 'none', because: 'it reads OpenAPI only' } as const }
  const { bundle } = await import('../../contract/bundle.ts')
  const { secondOpinions } = await import('../../process/second-opinion.ts')
  const [before, after] = [base, revision].map((contract) => String(bundle(contract).content))
  const [secondOpinion] = await secondOpinions([{ base: before ?? '', revision: after ?? '', breaking }])
  return secondOpinion === undefined ? {} : { secondOpinion }
}
