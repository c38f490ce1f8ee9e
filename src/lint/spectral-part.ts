/** What of a ruleset is Spectral's: the rules that are not ours, and what they extend. */
import { type Pointer, pointerTo } from '../base/place.ts'
import { isOurs } from './house-settings.ts'
import type { Rule } from './rule.ts'
import { rules as houseRules } from './rules/index.ts'
import { type Definition, isDefinition, type Mode, type RulesetFile } from './ruleset-file.ts'

/** A ruleset without our own rules, and what it extends, as Spectral takes it. */
export interface SpectralPart {
  readonly name: string
  readonly definition: Definition
  readonly extends: readonly Extended[]
  /** What its overrides extend, by their index. */
  readonly overrides: ReadonlyMap<number, readonly Extended[]>
  /** Its functions, by the names that its rules call them. */
  readonly functions: ReadonlyMap<string, unknown>
  /** Makes the error for a place in the ruleset; for what only shows when Spectral compiles it. */
  broken(pointer: Pointer, what: string, help: string): Error
}

export type Extended = readonly [what: SpectralPart | SpectralRuleset, mode: Mode | undefined]

const spectralRulesets = ['spectral:oas', 'spectral:asyncapi', 'spectral:arazzo'] as const
export type SpectralRuleset = (typeof spectralRulesets)[number]

export function isSpectralRuleset(name: unknown): name is SpectralRuleset {
  return (spectralRulesets as readonly unknown[]).includes(name)
}

/** What a file leaves to Spectral. Throws an `ApigovError` where it overrides a rule of ours. */
export function partOf(
  { name, root, broken }: RulesetFile,
  asked: Pick<SpectralPart, 'extends' | 'overrides' | 'functions'>,
): SpectralPart {
  const { extends: _, except, overrides: written, functions: __, functionsDir: ___, rules = {}, ...rest } = root
  const overrides = Array.isArray(written) ? (written as readonly unknown[]) : []
  for (const [index, override] of overrides.entries())
    refuseOurs(override, (id) => broken(pointerTo('/overrides', index, 'rules', id), ...notForSomeFiles(id)))
  const excepted = exceptions(except)
  for (const override of excepted) refuseOurs(override, (id) => broken('/except', ...notForSomeFiles(id)))
  const all = [...overrides, ...excepted]
  const definition = { ...rest, rules: theirs(rules), ...(all.length > 0 && { overrides: all }) }
  return { name, definition, broken, ...asked }
}

function theirs(rules: unknown): unknown {
  if (!isDefinition(rules)) return rules
  return Object.fromEntries(Object.entries(rules).filter(([id, setting]) => !isOurs(id, setting)))
}

function refuseOurs(override: unknown, error: (id: string) => Error): void {
  const rules = isDefinition(override) && isDefinition(override['rules']) ? Object.keys(override['rules']) : []
  const id = rules.find((rule) => houseRules.some((house) => house.id === rule))
  if (id !== undefined) throw error(id)
}

function notForSomeFiles(id: string): readonly [what: string, help: string] {
  return [
    `\`${id}\` cannot be overridden for some files`,
    'Set it for all under `rules`, or record an exception for the finding.',
  ]
}

/** `except`, as rulesets had it before `overrides`. */
function exceptions(except: unknown): readonly Definition[] {
  if (!isDefinition(except)) return []
  return Object.entries(except).map(([pattern, ids]) => ({
    files: [pattern.startsWith('#') ? `**${pattern}` : pattern],
    rules: Object.fromEntries((Array.isArray(ids) ? (ids as readonly unknown[]) : []).map((id) => [String(id), 'off'])),
  }))
}

/** True where a ruleset asks nothing of Spectral. */
export function isEmpty({ definition, extends: extended }: SpectralPart): boolean {
  const { rules, overrides } = definition
  return (
    extended.every(([what]) => typeof what !== 'string' && isEmpty(what)) &&
    Object.keys(rules as Definition).length === 0 &&
    overrides === undefined
  )
}

/** Without the rules of Spectral that one of ours says better, unless somebody names them. */
export function silenced(part: SpectralPart, extendedRules: ReadonlySet<Rule>): SpectralPart {
  if (!extendsOas(part)) return part
  const named = namedIn(part)
  const superseded = [...extendedRules].flatMap(({ supersedes }) => supersedes ?? []).filter((id) => !named.has(id))
  const off = Object.fromEntries(superseded.map((id) => [id, 'off']))
  return { ...part, definition: { ...part.definition, rules: { ...off, ...(part.definition['rules'] as Definition) } } }
}

function namedIn({ definition, extends: extended }: SpectralPart): ReadonlySet<string> {
  const below = extended.flatMap(([what]) => (typeof what === 'string' ? [] : [...namedIn(what)]))
  return new Set([...Object.keys(definition['rules'] as Definition), ...below])
}

function extendsOas({ extends: extended }: SpectralPart): boolean {
  return extended.some(([what, mode]) =>
    typeof what === 'string' ? what === 'spectral:oas' && mode !== 'off' : extendsOas(what),
  )
}
