import { posix } from 'node:path'
import { parseDocument } from '../base/document.ts'
import type { Place } from '../base/place.ts'
import { type Pointer, pointerTo } from '../base/place.ts'
import { isAddress } from './addresses.ts'
import { rulesetBroken } from './errors.ts'

export const modes = ['off', 'recommended', 'all'] as const
export type Mode = (typeof modes)[number]

/** A ruleset as a value. One that is written in JavaScript holds functions, formats and other rulesets themselves, not their names. */
export type Definition = Readonly<Record<string, unknown>>

/** One file of a ruleset, read and not yet judged. */
export interface RulesetFile {
  readonly name: string
  /** `{}` where it is no mapping. */
  readonly root: Definition
  /** What makes it unreadable, if anything does. */
  readonly problem: Error | null
  /** Makes the error for a place in the file. */
  broken(pointer: Pointer, what: string, help: string): Error
}

export interface Extension {
  /** A name, or the ruleset itself. */
  readonly what: unknown
  /** As written; `undefined` where the mode is left to Spectral. */
  readonly mode: unknown
  readonly at: Pointer
}

/** Reads YAML or JSON. Never throws. */
export function parseRuleset(name: string, text: string): RulesetFile {
  const document = parseDocument(name, new TextEncoder().encode(text))
  const [problem] = document.problems
  return {
    ...definedBy(name, document.value, (pointer) => document.place(pointer)),
    ...(problem && { problem: rulesetBroken(problem.place, problem.message, problem.help) }),
  }
}

/** A ruleset that is there as a value. Never throws. */
export function definedBy(name: string, value: unknown, place: (pointer: Pointer) => Place): RulesetFile {
  const broken = (pointer: Pointer, what: string, help: string) => rulesetBroken(place(pointer), what, help)
  return {
    name,
    root: isDefinition(value) ? value : {},
    problem: isDefinition(value) ? null : broken('', 'A ruleset is a mapping', 'Begin it with `extends:` or `rules:`.'),
    broken,
  }
}

export function isDefinition(value: unknown): value is Definition {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands under `extends`, which stands at `at`. */
export function extensionsOf(value: unknown, at: Pointer): readonly Extension[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) return [{ what: value, mode: undefined, at }]
  return (value as readonly unknown[]).map((item, index) => {
    const [what, mode] = Array.isArray(item) ? (item as readonly unknown[]) : [item]
    return { what, mode, at: pointerTo(at, index) }
  })
}

/** An override as it is written, and where. */
interface WrittenOverride {
  readonly at: Pointer
  readonly override: unknown
}

/** What stands under `overrides`, and under `except`, as rulesets had it before. */
export function overridesIn({ overrides, except }: Definition): readonly WrittenOverride[] {
  const written = Array.isArray(overrides) ? (overrides as readonly unknown[]) : []
  const excepted = isDefinition(except) ? Object.entries(except) : []
  return [
    ...written.map((override, index) => ({ at: pointerTo('/overrides', index), override })),
    ...excepted.map(([pattern, ids]) => {
      const rules = (Array.isArray(ids) ? (ids as readonly unknown[]) : []).map((id) => [String(id), 'off'])
      const files = [pattern.startsWith('#') ? `**${pattern}` : pattern]
      return { at: pointerTo('/except', pattern), override: { files, rules: Object.fromEntries(rules) } }
    }),
  ]
}

interface FunctionFile {
  /** What rules call it: the last part of its path. */
  readonly name: string
  readonly path: string
  readonly at: Pointer
}

/** The files of `functions`, which stand in `functionsDir`, by default `functions`. */
export function functionFiles(from: string, { functions, functionsDir }: Definition): readonly FunctionFile[] {
  if (!Array.isArray(functions)) return []
  const folder = typeof functionsDir === 'string' ? functionsDir : 'functions'
  return (functions as readonly unknown[]).map((item, index) => {
    const path = pathFrom(from, posix.join(folder, `./${String(item)}.js`))
    return { name: posix.basename(path, '.js'), path, at: pointerTo('/functions', index) }
  })
}

/** True for a file that is run rather than read. */
export function isCode(name: string): boolean {
  return /\.[cm]?[jt]s$/i.test(isAddress(name) ? name.replace(/[?#].*/s, '') : name)
}

/** As against the name of a package, or of a ruleset that comes along. */
export function isRelative(name: string): boolean {
  return name.startsWith('./') || name.startsWith('../')
}

/**
 * `policies/ruleset.yaml` and `./base.yaml` → `policies/base.yaml`; may lead above the root, where nothing is found. From a file at an
 * address every name leads to another address.
 */
export function pathFrom(file: string, name: string): string {
  if (isAddress(name)) return URL.parse(name)?.href ?? name
  if (isAddress(file)) return URL.parse(name, file)?.href ?? name
  return posix.join(posix.dirname(file), name)
}
