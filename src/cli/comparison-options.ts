/**
 * The settings of a comparison on the command line, by the names that oasdiff's options have. In a catalog they stand under
 * `compatibility`.
 */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { defineError, messageOf } from '../base/errors.ts'
import { type StabilityLevel, stabilityLevels } from '../catalog/catalog.ts'
import type { DiffOptions } from '../diff/change.ts'
import type { Call, Io, Option } from './command.ts'
import { optionInvalid } from './errors.ts'

export const comparisonOptions: readonly Option[] = [
  { flags: '--as <api/version>', summary: 'Whose contract this is, for fingerprints: payments/v2.' },
  {
    flags: '--deprecation-days-stable <days>',
    summary: 'Notice that a deprecated thing gives before it ends.',
    default: '0',
  },
  { flags: '--deprecation-days-beta <days>', summary: 'The same for `x-stability-level: beta`.', default: '0' },
  {
    flags: '--stability-level <level>',
    summary: 'What is less stable may change as it likes.',
    default: 'beta',
    choices: stabilityLevels,
  },
  {
    flags: '--severity-levels <file>',
    summary: 'Other impacts than ours: lines of a rule and err, warn, info or none.',
  },
  { flags: '--match-path <regex>', summary: 'Only operations whose path has a part like this.' },
  { flags: '--flatten-allof', summary: 'Compare what `allOf` says as if the schema said it itself (default).' },
  { flags: '--no-flatten-allof', summary: 'Compare `allOf` member by member.' },
  { flags: '--now <date>', summary: 'Judge sunsets as of this day (YYYY-MM-DD, or a time as RFC 3339 has it).' },
]

/** `comparisonOptions` as the engine takes them. Throws an `ApigovError` where one of them cannot be understood. */
export async function diffOptions(options: Call['options'], io: Io): Promise<DiffOptions> {
  const { severityLevels: file, matchPath } = options
  return {
    deprecationDaysStable: daysOf('--deprecation-days-stable', options['deprecationDaysStable']),
    deprecationDaysBeta: daysOf('--deprecation-days-beta', options['deprecationDaysBeta']),
    stabilityLevel: options['stabilityLevel'] as StabilityLevel, // Commander has checked the choice
    flattenAllof: options['flattenAllof'] !== false,
    today: dayOf(options['now']),
    ...(typeof matchPath === 'string' ? { matchPath } : {}),
    ...(typeof file === 'string' ? { severityLevels: await levelsIn(file, io) } : {}),
  }
}

function daysOf(flag: string, written: Call['options'][string]): number {
  const text = String(written)
  if (!/^\d{1,5}$/.test(text)) throw optionInvalid(flag, text, 'Give a whole number of days, such as `180`.')
  return Number(text)
}

/** The day, in UTC. */
function dayOf(written: Call['options'][string]): string {
  if (written === undefined) return new Date().toISOString().slice(0, 10)
  const text = String(written)
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  const day = Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10)
  // `Date.parse` takes the 31st of February for a day in March.
  if (day === '' || (text.length === 10 && day !== text))
    throw optionInvalid('--now', text, 'Give a day such as `2027-06-30`, or a time such as `2027-06-30T12:00:00Z`.')
  return day
}

async function levelsIn(file: string, io: Io) {
  const { readSeverityLevels } = await import('../diff/severity-levels.ts')
  const text = await readFile(resolve(io.cwd, file), 'utf8').catch((error: unknown) => {
    throw severityLevelsUnreadable(file, messageOf(error), error)
  })
  const read = readSeverityLevels(text)
  if ('wrong' in read) throw severityLevelsUnreadable(file, read.wrong)
  return read.levels
}

const severityLevelsUnreadable = defineError(
  'APIGOV_SEVERITY_LEVELS_UNREADABLE',
  (file: string, why: string) => `The severity levels in \`${file}\` cannot be read: ${why}`,
  () =>
    'Write a rule and a level a line, such as `response-property-removed warn`; docs/reference/changes.md has all rules.',
)
