import { posix } from 'node:path'
import { type ParsedDocument, parseDocument } from '../base/document.ts'
import { type Pointer, pointerTo } from '../base/place.ts'
import type { Json, JsonObject } from '../contract/contract.ts'
import { isObject } from '../contract/grammar.ts'
import { rulesetBroken } from './errors.ts'

export const modes = ['off', 'recommended', 'all'] as const
export type Mode = (typeof modes)[number]

/** One file of a ruleset, parsed and not yet judged. */
export interface RulesetFile {
  readonly name: string
  readonly document: ParsedDocument
  /** `{}` where it is no mapping. */
  readonly root: JsonObject
  readonly extensions: readonly Extension[]
  /** Makes the error for a place in the file. */
  broken(pointer: Pointer, what: string, help: string): Error
}

export interface Extension {
  readonly name: string
  /** As written; `undefined` where the mode is left to Spectral. */
  readonly mode: Json | undefined
  readonly at: Pointer
}

/** Never throws. */
export function parseRuleset(name: string, text: string): RulesetFile {
  const document = parseDocument(name, new TextEncoder().encode(text))
  const root = isObject(document.value as Json) ? (document.value as JsonObject) : {}
  return {
    name,
    document,
    root,
    extensions: extensionsOf(root['extends']),
    broken: (pointer, what, help) => rulesetBroken(document.place(pointer), what, help),
  }
}

function extensionsOf(value: Json | undefined): readonly Extension[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) return [{ name: String(value), mode: undefined, at: '/extends' }]
  return (value as readonly Json[]).map((item, index) => {
    const [name, mode] = Array.isArray(item) ? (item as readonly Json[]) : [item]
    return { name: String(name), mode, at: pointerTo('/extends', index) }
  })
}

/** As against the name of a package, or of a ruleset that comes along. */
export function isRelative(name: string): boolean {
  return name.startsWith('./') || name.startsWith('../')
}

/** `policies/ruleset.yaml` and `./base.yaml` → `policies/base.yaml`; may lead above the root, where nothing is found. */
export function pathFrom(file: string, name: string): string {
  return posix.join(posix.dirname(file), name)
}
