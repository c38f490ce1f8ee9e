import { didYouMean } from '../base/did-you-mean.ts'
import { parseDocument } from '../base/document.ts'
import type { Severity } from '../base/finding.ts'
import { type Pointer, pointerTo } from '../base/place.ts'
import type { Json, JsonObject } from '../contract/contract.ts'
import { isObject } from '../contract/grammar.ts'
import { rulesetBroken } from './errors.ts'
import type { ActiveRule } from './house.ts'
import { groups, type Rule } from './rule.ts'
import { rules as houseRules } from './rules/index.ts'
import type { Ruleset } from './ruleset.ts'

/** A ruleset taken apart: what our engine runs, and what Spectral does. */
export interface LoadedRuleset {
  readonly house: readonly ActiveRule[]
  /** `null` where the ruleset asks nothing of Spectral, which then is not even loaded. */
  readonly spectral: SpectralPart | null
  /** Makes the error for a place in the ruleset; for what only shows when Spectral compiles it. */
  broken(pointer: Pointer, what: string, help: string): Error
}

export interface SpectralPart {
  /** How `spectral:oas` is extended. */
  readonly oas: 'off' | 'recommended' | 'all'
  /** The ruleset without `extends` and without our own rules. */
  readonly definition: JsonObject
  /** Rules of `spectral:oas` that one of ours says better. */
  readonly superseded: readonly string[]
}

const modes = ['off', 'recommended', 'all'] as const
type Mode = (typeof modes)[number]
const ours: ReadonlyMap<string, readonly Rule[]> = new Map([
  ['apigov:recommended', houseRules.filter((rule) => rule.isRecommended)],
  ['apigov:standards', houseRules],
  ...groups.map((group): [string, readonly Rule[]] => [
    `apigov:standards/${group}`,
    houseRules.filter((rule) => rule.group === group),
  ]),
])
const extendable = ['spectral:oas', ...ours.keys()]
const allowedKeys = new Set([
  'extends',
  'rules',
  'aliases',
  'formats',
  'documentationUrl',
  'description',
  'parserOptions',
])

/**
 * Reads a Spectral ruleset as data (YAML or JSON). Throws an `ApigovError` that names line and column where it cannot be used;
 * rulesets in JavaScript and functions of one's own are refused, since judging a contract must not run anybody's code.
 */
export function loadRuleset({ name, text }: Ruleset): LoadedRuleset {
  const document = parseDocument(name, new TextEncoder().encode(text))
  const broken = (pointer: Pointer, what: string, help: string) => rulesetBroken(document.place(pointer), what, help)
  if (/\.[cm]?[jt]s$/.test(name))
    throw broken('', 'JavaScript is not run', 'Write the ruleset in YAML, with the functions Spectral brings along.')
  const [problem] = document.problems
  if (problem) throw rulesetBroken(problem.place, problem.message, problem.help)
  const root = document.value as Json
  if (!isObject(root)) throw broken('', 'A ruleset is a mapping', 'Begin it with `extends:` or `rules:`.')
  refuseUnknown(root, broken)
  const extended = extensionsOf(root['extends'], broken)
  const rules = isObject(root['rules']) ? root['rules'] : {}
  return {
    house: houseRulesOf(rules, rulesOf(extended), broken),
    spectral: spectralPartOf(root, rules, extended),
    broken,
  }
}

type Broken = LoadedRuleset['broken']

function refuseUnknown(root: JsonObject, broken: Broken): void {
  for (const key of Object.keys(root)) {
    if (allowedKeys.has(key)) continue
    if (key === 'functions' || key === 'functionsDir')
      throw broken(`/${key}`, 'Functions of your own are not run', 'Use the functions Spectral brings along.')
    if (key === 'overrides' || key === 'except')
      throw broken(
        `/${key}`,
        `\`${key}\` is not supported`,
        'Turn the rule off, or record an exception for the finding.',
      )
    const nearest = didYouMean(key, allowedKeys)
    throw broken(
      pointerTo('', key),
      `\`${key}\` is not a key of a ruleset`,
      nearest ? `Did you mean \`${nearest}\`?` : 'Delete it.',
    )
  }
  const { rules } = root
  if (rules !== undefined && !isObject(rules)) throw broken('/rules', '`rules` is a mapping', 'Write one rule per key.')
}

function extensionsOf(value: Json | undefined, broken: Broken): ReadonlyMap<string, Mode> {
  const extended = new Map<string, Mode>()
  const list = value === undefined ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value as Json]
  list.forEach((item, index) => {
    const [name, mode] = Array.isArray(item) ? (item as readonly Json[]) : [item, 'recommended']
    const at = Array.isArray(value) ? `/extends/${index}` : '/extends'
    if (typeof name !== 'string' || !extendable.includes(name))
      throw broken(
        at,
        `\`${String(name)}\` cannot be extended`,
        'Extend `spectral:oas`, `apigov:recommended` or `apigov:standards`; nothing is fetched.',
      )
    if (!(modes as readonly unknown[]).includes(mode))
      throw broken(at, `\`${String(mode)}\` is not a way to extend`, 'Write `off`, `recommended` or `all`.')
    extended.set(name, mode as Mode)
  })
  return extended
}

const severities: Readonly<Record<string, Severity | 'off'>> = {
  error: 'error',
  warn: 'warning',
  info: 'info',
  hint: 'info',
  off: 'off',
  '0': 'error',
  '1': 'warning',
  '2': 'info',
  '3': 'info',
  '-1': 'off',
}

/** A severity as Spectral writes it; `undefined` where it is none. */
function severityOf(value: Json | undefined, byDefault: Severity): Severity | 'off' | undefined {
  if (value === true) return byDefault
  if (value === false) return 'off'
  const key = String(value)
  return (typeof value === 'string' || typeof value === 'number') && Object.hasOwn(severities, key)
    ? severities[key]
    : undefined
}

/** The rules that what is extended turns on. */
function rulesOf(extended: ReadonlyMap<string, Mode>): ReadonlySet<Rule> {
  return new Set(
    [...extended].flatMap(([name, mode]) => {
      if (mode === 'off') return []
      return mode === 'all' && name === 'apigov:recommended' ? houseRules : (ours.get(name) ?? [])
    }),
  )
}

function houseRulesOf(rules: JsonObject, on: ReadonlySet<Rule>, broken: Broken): readonly ActiveRule[] {
  return houseRules.flatMap((rule): ActiveRule[] => {
    const setting = Object.hasOwn(rules, rule.id) ? rules[rule.id] : undefined
    if (setting === undefined) return on.has(rule) ? [{ rule, severity: rule.severity }] : []
    if (isWholeRule(setting)) return [] // a rule of their own under this name
    const severity = severityOf(isObject(setting) ? setting['severity'] : setting, rule.severity)
    if (severity === undefined)
      throw broken(
        pointerTo('/rules', rule.id),
        'This is not a severity',
        'Write `error`, `warn`, `info`, `hint` or `off`.',
      )
    return severity === 'off' ? [] : [{ rule, severity }]
  })
}

function spectralPartOf(root: JsonObject, rules: JsonObject, extended: ReadonlyMap<string, Mode>): SpectralPart | null {
  const isOurs = (id: string, setting: Json | undefined) =>
    houseRules.some((rule) => rule.id === id) && !isWholeRule(setting)
  const theirs = Object.fromEntries(Object.entries(rules).filter(([id, setting]) => !isOurs(id, setting)))
  if (!extended.has('spectral:oas') && Object.keys(theirs).length === 0) return null
  const { extends: _, ...rest } = root
  const superseded = [...rulesOf(extended)]
    .flatMap(({ supersedes }) => supersedes ?? [])
    .filter((id) => !Object.hasOwn(rules, id))
  return { oas: extended.get('spectral:oas') ?? 'off', definition: { ...rest, rules: theirs }, superseded }
}

/** As against a severity for a rule that is there already. */
function isWholeRule(setting: Json | undefined): boolean {
  return isObject(setting) && (Object.hasOwn(setting, 'given') || Object.hasOwn(setting, 'then'))
}
