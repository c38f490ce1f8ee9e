/** What `overrides` of a ruleset say of our rules: for the contracts that a glob names, and for places in them. */
import { posix } from 'node:path'
import { type Pointer, pointerTo } from '../base/place.ts'
import { type HouseSettings, isOurs, setEach } from './house-settings.ts'
import type { Rule } from './rule.ts'
import { rules as houseRules } from './rules/index.ts'
import { type Definition, isDefinition, overridesIn, type RulesetFile } from './ruleset-file.ts'
import type { ActiveRule } from './run-rules.ts'
import { matchesGlob } from './spectral/glob.ts'
import { sourceOf } from './spectral-part.ts'

/** What a ruleset says of our rules. */
export interface HouseRuleset {
  /** The ruleset's path: globs are held against the way from there to a file. */
  readonly name: string
  readonly settings: HouseSettings
  /** Of those for one contract the later is stronger. */
  readonly overrides: readonly Override[]
}

interface Override {
  readonly glob: string
  /** Where in a file it holds; `null` for whole contracts. */
  readonly pointer: Pointer | null
  readonly settings: HouseSettings
}

/**
 * What a file overrides of ours. Spectral heeds the overrides of the ruleset it is given, and none of those that this one extends: one
 * of ours there throws an `ApigovError`, as does one that does not say which files it is about.
 */
export function houseOverridesOf(file: RulesetFile, isExtended: boolean): readonly Override[] {
  return overridesIn(file.root).flatMap(({ at, override }) => {
    const rules = isDefinition(override) ? oursOf(override['rules'], file.root) : {}
    const [first] = Object.keys(rules)
    if (!isDefinition(override) || first === undefined) return []
    if (isExtended)
      throw file.broken(
        pointerTo(at, 'rules', first),
        'Overrides of a ruleset that is extended do not count',
        'Write them in the ruleset that extends it.',
      )
    const spots = spotsOf(override['files'])
    if (spots === null)
      throw file.broken(
        at,
        'This does not say which files it is about',
        'Write `files: ["../apis/legacy/**"]`, the way from the ruleset, or `["**#/paths/~1pets"]` for a place in them.',
      )
    const unclear = Object.keys(rules).find((id) => !['string', 'number'].includes(typeof rules[id]))
    if (unclear !== undefined && spots.some(({ pointer }) => pointer !== null))
      throw file.broken(
        pointerTo(at, 'rules', unclear),
        'For a place in a file only a severity can be set',
        'Write `error`, `warn`, `info`, `hint` or `off`.',
      )
    const settings: HouseSettings = new Map()
    setEach(settings, rules, pointerTo(at, 'rules'), file)
    return spots.map((spot) => ({ ...spot, settings }))
  })
}

function oursOf(rules: unknown, { rules: own }: Definition): Definition {
  const ours = Object.entries(isDefinition(rules) ? rules : {}).filter(([id]) =>
    isOurs(id, isDefinition(own) ? own[id] : undefined),
  )
  return Object.fromEntries(ours)
}

function spotsOf(files: unknown): readonly Pick<Override, 'glob' | 'pointer'>[] | null {
  if (!Array.isArray(files) || files.length === 0) return null
  const patterns = files as readonly unknown[]
  // A glob, alone or with a pointer behind it. Spectral takes others, which then mean nothing.
  if (!patterns.every((pattern) => typeof pattern === 'string' && /^[^#]+(?:#(?:\/.*)?)?$/.test(pattern))) return null
  return (patterns as readonly string[]).map((pattern) => {
    const [glob = '', ...pointer] = pattern.split('#')
    return { glob, pointer: pointer.length === 0 ? null : decoded(pointer.join('#')) }
  })
}

/** After a `#` a pointer may be written as part of a URI (RFC 6901 section 6), which is the only way that Spectral knows. */
function decoded(pointer: string): Pointer {
  try {
    return decodeURIComponent(pointer)
  } catch {
    return pointer
  }
}

/** The same as a ruleset says it, for some of our rules. */
export function writtenOf({ settings, overrides }: HouseRuleset, rules: readonly Rule[]) {
  const written = (of: HouseSettings) =>
    rules.flatMap(({ id }) => {
      const severity = of.get(id)
      return severity === undefined ? [] : [[id, severity === 'warning' ? 'warn' : severity] as const]
    })
  return {
    rules: Object.fromEntries([...rules.map(({ id }) => [id, 'off'] as const), ...written(settings)]),
    overrides: overrides.map(({ glob, pointer, settings: own }) => ({
      files: [pointer === null ? glob : `${glob}#${pointer.replaceAll('%', '%25')}`],
      rules: Object.fromEntries(written(own)),
    })),
  }
}

/**
 * The rules that are on for a contract, or somewhere in it. `entries` are the files that overrides for whole contracts are held against:
 * each for what is found in it, the first for what is found in files that are not among them.
 */
export function rulesFor(ruleset: HouseRuleset, entries: readonly [string, ...string[]]): readonly ActiveRule[] {
  const views = new Map(entries.map((entry) => [entry, viewOf(ruleset, entry)]))
  return houseRules.flatMap((rule): ActiveRule[] => {
    const judges = new Map([...views].map(([entry, view]) => [entry, judgeOf(rule, view)]))
    if ([...judges.values()].every((judge) => judge === null)) return []
    const [alone] = judges.size === 1 ? judges.values() : []
    if (alone) return [{ rule, severityAt: alone }]
    const judgeFor = (file: string) => judges.get(judges.has(file) ? file : entries[0])
    return [{ rule, severityAt: (address) => judgeFor(address().file)?.(address) ?? 'off' }]
  })
}

/** A ruleset as one contract sees it. */
interface View {
  readonly settings: HouseSettings
  /** For places in it. */
  readonly places: readonly (Override & { readonly pointer: Pointer })[]
  isMatch(glob: string, file: string): boolean
}

function viewOf({ name, settings, overrides }: HouseRuleset, entry: string): View {
  const folder = posix.dirname(sourceOf(name))
  const isMatch = (glob: string, file: string) => matchesGlob(posix.relative(folder, sourceOf(file)), glob)
  const held = overrides.filter(({ glob }) => isMatch(glob, entry))
  const whole = held.filter(({ pointer }) => pointer === null).flatMap((override) => [...override.settings])
  const isPlaced = (override: Override): override is Override & { pointer: Pointer } => override.pointer !== null
  return { settings: new Map([...settings, ...whole]), places: held.filter(isPlaced), isMatch }
}

/** How bad the findings of a rule are; `null` where it has nothing to say anywhere. */
function judgeOf({ id }: Rule, { settings, places, isMatch }: View): ActiveRule['severityAt'] | null {
  const whole = settings.get(id) ?? 'off'
  const placed = places.flatMap((place) => {
    const severity = place.settings.get(id)
    return severity === undefined ? [] : [{ ...place, severity }]
  })
  if (whole === 'off' && placed.every(({ severity }) => severity === 'off')) return null
  if (placed.length === 0) return () => whole
  return (address) => {
    const { file, pointer } = address()
    let nearest = { pointer: '', severity: whole }
    for (const one of placed)
      if (one.pointer.length >= nearest.pointer.length && isWithin(one.pointer, pointer) && isMatch(one.glob, file))
        nearest = one
    return nearest.severity
  }
}

function isWithin(above: Pointer, pointer: Pointer): boolean {
  return pointer === above || pointer.startsWith(`${above}/`)
}
