/** What a ruleset says of our own rules: which of them it extends by a chapter's name, and how bad it calls what they find. */
import type { Severity } from '../base/finding.ts'
import { type Pointer, pointerTo } from '../base/place.ts'
import { groups, type Rule } from './rule.ts'
import { rules as houseRules } from './rules/index.ts'
import { type Definition, isDefinition, type Mode, type RulesetFile } from './ruleset-file.ts'

export type HouseSettings = Map<string, Severity | 'off'>

const ours: ReadonlyMap<string, readonly Rule[]> = new Map([
  ['apigov:recommended', houseRules.filter((rule) => rule.isRecommended)],
  ['apigov:standards', houseRules],
  ...groups.map((group): [string, readonly Rule[]] => [
    `apigov:standards/${group}`,
    houseRules.filter((rule) => rule.group === group),
  ]),
])

/** The rules that extending `name` turns on; `null` where it is no ruleset of ours. */
export function extendedOf(name: unknown, mode: Mode | undefined): readonly Rule[] | null {
  const own = typeof name === 'string' ? ours.get(name) : undefined
  if (own === undefined) return null
  if (mode === 'off') return []
  return mode === 'all' && name === 'apigov:recommended' ? houseRules : own
}

/** True for a rule of ours that a ruleset sets, in one place or in several, as against one of its own by the same name. */
export function isOurs(id: string, ...settings: readonly unknown[]): boolean {
  return houseRules.some((rule) => rule.id === id) && !settings.some(isWholeRule)
}

/** Adds what a file sets in its `rules`, which stand at `at`. Throws an `ApigovError` for what is no severity. */
export function setEach(settings: HouseSettings, rules: Definition, at: Pointer, { broken }: RulesetFile): void {
  for (const rule of houseRules) {
    const setting = Object.hasOwn(rules, rule.id) ? rules[rule.id] : undefined
    if (setting === undefined) continue
    if (isWholeRule(setting)) {
      settings.set(rule.id, 'off') // a rule of their own under this name
      continue
    }
    const severity = severityOf(isDefinition(setting) ? setting['severity'] : setting, rule.severity)
    if (severity === undefined)
      throw broken(pointerTo(at, rule.id), 'This is not a severity', 'Write `error`, `warn`, `info`, `hint` or `off`.')
    settings.set(rule.id, severity)
  }
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
function severityOf(value: unknown, byDefault: Severity): Severity | 'off' | undefined {
  if (value === true) return byDefault
  if (value === false) return 'off'
  const key = String(value)
  return (typeof value === 'string' || typeof value === 'number') && Object.hasOwn(severities, key)
    ? severities[key]
    : undefined
}

/** As against a severity for a rule that is there already. */
function isWholeRule(setting: unknown): boolean {
  return isDefinition(setting) && (Object.hasOwn(setting, 'given') || Object.hasOwn(setting, 'then'))
}
