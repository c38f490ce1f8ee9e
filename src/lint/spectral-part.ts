/** What of a ruleset is Spectral's: the rules that are not ours, and what they extend. */
import type { Pointer } from '../base/place.ts'
import { isOurs } from './house-settings.ts'
import type { Rule } from './rule.ts'
import { type Definition, isDefinition, type Mode, overridesIn, type RulesetFile } from './ruleset-file.ts'

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

/** Contracts and rulesets are known to Spectral by absolute paths, so that it never asks for the working directory. */
export function sourceOf(path: string): string {
  return path.startsWith('/') ? path : `/${path}`
}

/** What a file leaves to Spectral. */
export function partOf(
  { name, root, broken }: RulesetFile,
  asked: Pick<SpectralPart, 'extends' | 'overrides' | 'functions'>,
): SpectralPart {
  const { extends: _, except, overrides: __, functions: ___, functionsDir: ____, rules = {}, ...rest } = root
  const overrides = overridesIn(root).map(({ override }) => override)
  const definition = {
    ...rest,
    rules: theirs(rules),
    // One that is left with nothing keeps its place, by which the others are known.
    ...(!overrides.every((override) => isOursAlone(override, rules)) && {
      overrides: overrides.map((override) => withoutOurs(override, rules)),
    }),
  }
  return { name, definition, broken, ...asked }
}

/** Those of `rules`, of a ruleset or of an override in it, that are not ours; `own` is what the ruleset defines. */
function theirs(rules: unknown, own: unknown = rules): unknown {
  if (!isDefinition(rules)) return rules
  const defined = isDefinition(own) ? own : {}
  return Object.fromEntries(Object.entries(rules).filter(([id, setting]) => !isOurs(id, setting, defined[id])))
}

function withoutOurs(override: unknown, own: unknown): unknown {
  if (!isDefinition(override) || override['rules'] === undefined) return override
  return { ...override, rules: theirs(override['rules'], own) }
}

function isOursAlone(override: unknown, own: unknown): boolean {
  if (!isDefinition(override) || !isDefinition(override['rules'])) return false
  const { files: _, rules, ...rest } = override
  const left = theirs(rules, own) as Definition
  return Object.keys(rest).length + Object.keys(left).length === 0 && Object.keys(rules as Definition).length > 0
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

/** True where a ruleset, with all it extends, defines no rule of its own, nor what rules are made of. */
export function onlySetsRules({ definition, extends: extended }: SpectralPart): boolean {
  const { rules, parserOptions: _, ...others } = definition
  return (
    Object.keys(others).length === 0 &&
    Object.values(rules as Definition).every((setting) => !isDefinition(setting)) &&
    extended.every(([what]) => typeof what === 'string' || onlySetsRules(what))
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
