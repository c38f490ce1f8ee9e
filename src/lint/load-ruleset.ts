import { didYouMean } from '../base/did-you-mean.ts'
import type { Severity } from '../base/finding.ts'
import { type Pointer, pointerTo } from '../base/place.ts'
import type { Json, JsonObject } from '../contract/contract.ts'
import { isObject } from '../contract/grammar.ts'
import { rulesetBroken } from './errors.ts'
import type { ActiveRule } from './house.ts'
import { groups, type Rule } from './rule.ts'
import { rules as houseRules } from './rules/index.ts'
import type { Ruleset } from './ruleset.ts'
import { isRelative, type Mode, modes, parseRuleset, pathFrom, type RulesetFile } from './ruleset-file.ts'

/** A ruleset taken apart: what our engine runs, and what Spectral does. */
export interface LoadedRuleset {
  readonly house: readonly ActiveRule[]
  /** `null` where the ruleset asks nothing of Spectral, which then is not even loaded. */
  readonly spectral: SpectralPart | null
}

/** A ruleset without our own rules, and what it extends, as Spectral takes it. */
export interface SpectralPart {
  readonly name: string
  readonly definition: JsonObject
  readonly extends: readonly (readonly [what: SpectralPart | SpectralRuleset, mode: Mode | undefined])[]
  /** Makes the error for a place in the ruleset; for what only shows when Spectral compiles it. */
  broken(pointer: Pointer, what: string, help: string): Error
}

const spectralRulesets = ['spectral:oas', 'spectral:asyncapi', 'spectral:arazzo'] as const
export type SpectralRuleset = (typeof spectralRulesets)[number]
const ours: ReadonlyMap<string, readonly Rule[]> = new Map([
  ['apigov:recommended', houseRules.filter((rule) => rule.isRecommended)],
  ['apigov:standards', houseRules],
  ...groups.map((group): [string, readonly Rule[]] => [
    `apigov:standards/${group}`,
    houseRules.filter((rule) => rule.group === group),
  ]),
])

const allowedKeys = new Set([
  'extends',
  'rules',
  'aliases',
  'formats',
  'documentationUrl',
  'description',
  'parserOptions',
  'overrides',
  'except',
])

type Settings = Map<string, Severity | 'off'>

interface Loaded {
  readonly settings: Settings
  /** Our rules that something extends, whatever was set for them then. */
  readonly extendedRules: ReadonlySet<Rule>
  readonly part: SpectralPart
}

/**
 * Reads a Spectral ruleset as data (YAML or JSON), with the rulesets it extends from beside it. Throws an `ApigovError` that names file,
 * line and column where it cannot be used; rulesets in JavaScript and functions of one's own are refused, since judging a contract
 * must not run anybody's code.
 */
export function loadRuleset(ruleset: Ruleset): LoadedRuleset {
  const { settings, extendedRules, part } = load(parseRuleset(ruleset.name, ruleset.text), ruleset, [])
  const house = houseRules.flatMap((rule): ActiveRule[] => {
    const severity = settings.get(rule.id)
    return severity === undefined || severity === 'off' ? [] : [{ rule, severity }]
  })
  return { house, spectral: isEmpty(part) ? null : silenced(part, extendedRules) }
}

function load(file: RulesetFile, ruleset: Ruleset, above: readonly string[]): Loaded {
  refuse(file)
  const settings: Settings = new Map()
  const extendedRules = new Set<Rule>()
  const extended: [SpectralPart | SpectralRuleset, Mode | undefined][] = []
  for (const { name, mode, at } of file.extensions) {
    if (mode !== undefined && !(modes as readonly unknown[]).includes(mode))
      throw file.broken(at, `\`${String(mode)}\` is not a way to extend`, 'Write `off`, `recommended` or `all`.')
    const how = mode as Mode | undefined
    const own = ours.get(name)
    if (own)
      for (const rule of turnedOn(name, own, how)) {
        settings.set(rule.id, rule.severity)
        extendedRules.add(rule)
      }
    else if ((spectralRulesets as readonly string[]).includes(name)) extended.push([name as SpectralRuleset, how])
    else {
      const loaded = load(fileBeside(file, name, at, ruleset, above), ruleset, [...above, file.name])
      for (const rule of loaded.extendedRules) extendedRules.add(rule)
      for (const [id, severity] of loaded.settings) settings.set(id, how === 'off' ? 'off' : severity)
      extended.push([loaded.part, how])
    }
  }
  const rules = isObject(file.root['rules']) ? file.root['rules'] : {}
  setEach(settings, rules, file)
  return { settings, extendedRules, part: partOf(file, rules, extended) }
}

function fileBeside(
  { name: from, broken }: RulesetFile,
  name: string,
  at: Pointer,
  ruleset: Ruleset,
  above: readonly string[],
): RulesetFile {
  if (!isRelative(name))
    throw broken(
      at,
      `\`${name}\` cannot be extended`,
      'Extend `spectral:oas`, `apigov:recommended`, `apigov:standards` or a file as in `./base.yaml`; nothing is fetched.',
    )
  const path = pathFrom(from, name)
  if (path === from || above.includes(path))
    throw broken(at, `\`${name}\` extends this file again`, 'Let one of the two stand for itself.')
  const text = path === ruleset.name ? ruleset.text : ruleset.files?.get(path)
  if (text === undefined) throw broken(at, `There is no file \`${path}\``, 'Correct the path.')
  return parseRuleset(path, text)
}

function refuse({ name, document, root, broken }: RulesetFile): void {
  if (/\.[cm]?[jt]s$/.test(name))
    throw broken('', 'JavaScript is not run', 'Write the ruleset in YAML, with the functions Spectral brings along.')
  const [problem] = document.problems
  if (problem) throw rulesetBroken(problem.place, problem.message, problem.help)
  if (!isObject(document.value as Json))
    throw broken('', 'A ruleset is a mapping', 'Begin it with `extends:` or `rules:`.')
  for (const key of Object.keys(root)) {
    if (allowedKeys.has(key)) continue
    if (key === 'functions' || key === 'functionsDir')
      throw broken(`/${key}`, 'Functions of your own are not run', 'Use the functions Spectral brings along.')
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

function turnedOn(name: string, own: readonly Rule[], mode: Mode | undefined): readonly Rule[] {
  if (mode === 'off') return []
  return mode === 'all' && name === 'apigov:recommended' ? houseRules : own
}

function setEach(settings: Settings, rules: JsonObject, { broken }: RulesetFile): void {
  for (const rule of houseRules) {
    const setting = Object.hasOwn(rules, rule.id) ? rules[rule.id] : undefined
    if (setting === undefined) continue
    if (isWholeRule(setting)) {
      settings.delete(rule.id) // a rule of their own under this name
      continue
    }
    const severity = severityOf(isObject(setting) ? setting['severity'] : setting, rule.severity)
    if (severity === undefined)
      throw broken(
        pointerTo('/rules', rule.id),
        'This is not a severity',
        'Write `error`, `warn`, `info`, `hint` or `off`.',
      )
    settings.set(rule.id, severity)
  }
}

function partOf(
  { name, root, broken }: RulesetFile,
  rules: JsonObject,
  extended: SpectralPart['extends'],
): SpectralPart {
  const theirs = Object.fromEntries(Object.entries(rules).filter(([id, setting]) => !isOurs(id, setting)))
  const { extends: _, except, overrides = [], ...rest } = root
  const all = [...(Array.isArray(overrides) ? (overrides as readonly Json[]) : []), ...exceptions(except)]
  for (const [index, override] of all.entries())
    for (const id of Object.keys(isObject(override) && isObject(override['rules']) ? override['rules'] : {}))
      if (houseRules.some((rule) => rule.id === id))
        throw broken(
          index < all.length - exceptions(except).length ? pointerTo('/overrides', index, 'rules', id) : '/except',
          `\`${id}\` cannot be overridden for some files`,
          'Set it for all under `rules`, or record an exception for the finding.',
        )
  const definition = { ...rest, rules: theirs, ...(all.length > 0 && { overrides: all }) }
  return { name, definition, extends: extended, broken }
}

/** `except`, as rulesets had it before `overrides`. */
function exceptions(except: Json | undefined): readonly JsonObject[] {
  if (!isObject(except)) return []
  return Object.entries(except).map(([pattern, ids]) => ({
    files: [pattern.startsWith('#') ? `**${pattern}` : pattern],
    rules: Object.fromEntries((Array.isArray(ids) ? (ids as readonly Json[]) : []).map((id) => [String(id), 'off'])),
  }))
}

function isOurs(id: string, setting: Json | undefined): boolean {
  return houseRules.some((rule) => rule.id === id) && !isWholeRule(setting)
}

function isEmpty({ definition, extends: extended }: SpectralPart): boolean {
  const { rules, overrides } = definition
  return (
    extended.every(([what]) => typeof what !== 'string' && isEmpty(what)) &&
    Object.keys(rules as JsonObject).length === 0 &&
    overrides === undefined
  )
}

/** Without the rules of Spectral that one of ours says better, unless somebody names them. */
function silenced(part: SpectralPart, extendedRules: ReadonlySet<Rule>): SpectralPart {
  const named = namedIn(part)
  const superseded = [...extendedRules].flatMap(({ supersedes }) => supersedes ?? []).filter((id) => !named.has(id))
  if (!extendsOas(part)) return part
  const off = Object.fromEntries(superseded.map((id) => [id, 'off']))
  return { ...part, definition: { ...part.definition, rules: { ...off, ...(part.definition['rules'] as JsonObject) } } }
}

function namedIn({ definition, extends: extended }: SpectralPart): ReadonlySet<string> {
  const below = extended.flatMap(([what]) => (typeof what === 'string' ? [] : [...namedIn(what)]))
  return new Set([...Object.keys(definition['rules'] as JsonObject), ...below])
}

function extendsOas({ extends: extended }: SpectralPart): boolean {
  return extended.some(([what, mode]) =>
    typeof what === 'string' ? what === 'spectral:oas' && mode !== 'off' : extendsOas(what),
  )
}

/** As against a severity for a rule that is there already. */
function isWholeRule(setting: Json | undefined): boolean {
  return isObject(setting) && (Object.hasOwn(setting, 'given') || Object.hasOwn(setting, 'then'))
}
