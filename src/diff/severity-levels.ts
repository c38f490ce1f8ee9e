import { didYouMean } from '../base/did-you-mean.ts'
import { type SeverityLevel, severityLevels } from '../catalog/catalog.ts'
import type { Change, Impact } from './change.ts'
import { protobufRuleIds } from './kinds/protobuf-verdicts.ts'
import { notTold } from './rules/not-told.ts'
import { ruleIds } from './rules/verdict.ts'

type Levels = Readonly<Record<string, SeverityLevel>>

const impacts: Readonly<Record<Exclude<SeverityLevel, 'none'>, Impact>> = {
  err: 'breaking',
  warn: 'dangerous',
  info: 'safe',
}

/** What is said of `info.version` beside the changes, and weighed like them. */
export const versionRules = {
  notBumped: 'api-version-not-bumped',
  decreased: 'api-version-decreased',
  majorNotBumped: 'api-major-version-not-bumped',
} as const

const known: ReadonlySet<string> = new Set([
  ...ruleIds,
  ...Object.values(versionRules),
  ...protobufRuleIds,
  ...Object.keys(notTold),
])

/** The library that has the list of these is loaded for GraphQL alone. */
const graphqlRule = /^graphql(-[a-z]+)+$/

/** The changes as heavy as somebody wants their rules to weigh; those of a rule at `none` are left out. */
export function weighedBy(levels: Levels, changes: readonly Change[]): readonly Change[] {
  return changes.flatMap((change) => {
    const level = Object.hasOwn(levels, change.rule) ? levels[change.rule] : undefined
    if (level === undefined) return [change]
    return level === 'none' ? [] : [{ ...change, impact: impacts[level] }]
  })
}

/**
 * A file of severity levels as oasdiff reads it: a rule and a level a line, between spaces. Lines that are empty or begin with `#` say
 * nothing. Answers what is wrong with the first line that cannot be read, because a misspelt rule would be judged as if nothing were said.
 */
export function readSeverityLevels(text: string): { readonly levels: Levels } | { readonly wrong: string } {
  const levels = new Map<string, SeverityLevel>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [rule, level, ...more] = line.trim().split(/\s+/)
    if (!rule || rule.startsWith('#')) continue
    const meant = severityLevels.find((one) => one === level?.toLowerCase())
    const wrong = unknownRule(rule) ?? (meant === undefined || more.length > 0 ? notALevel(line, rule) : null)
    if (wrong !== null || meant === undefined) return { wrong: `line ${index + 1}: ${wrong}` }
    levels.set(rule, meant)
  }
  return { levels: Object.fromEntries(levels) }
}

/** What to say of a rule that there is not; `null` of one that there is. */
export function unknownRule(rule: string): string | null {
  if (known.has(rule) || graphqlRule.test(rule)) return null
  const near = didYouMean(rule, known)
  return `there is no rule \`${rule}\`${near === undefined ? '' : `: did you mean \`${near}\`?`}`
}

function notALevel(line: string, rule: string): string {
  const said = line.trim().slice(rule.length).trim()
  return `\`${said}\` is no level; write \`${rule}\` and one of ${severityLevels.map((level) => `\`${level}\``).join(', ')}`
}
