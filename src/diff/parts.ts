import { posix } from 'node:path'
import { type Pointer, pointerTo, segmentsOf } from '../base/place.ts'
import type { Contract, ContractFile, Json } from '../contract/contract.ts'
import { holdsOf, type Kind } from '../contract/grammar.ts'
import { isMappingReference, parseReference } from '../contract/reference.ts'
import { isList, isObject } from './node.ts'

/** A piece of a contract that others refer to as a whole: a component, a path item, a webhook, a file. */
export interface Part {
  readonly value: Json
  /** By its place; `null` where the grammar has no say. What stands elsewhere than it belongs is read to the same effect. */
  readonly kind: Kind | null
  /** As it is written, where that can be told: equal texts are equal values. */
  text(): Uint8Array | null
  /**
   * Names of the parts it refers to, which may not be there; `null` where nobody can say, and the part is to be looked at every
   * time. Found when somebody asks.
   */
  needs(): ReadonlySet<string> | null
}

/** By name: the file as seen from the entry, `#`, and a pointer. */
export type Parts = ReadonlyMap<string, Part>

const answers = new WeakMap<Contract, Parts>()

/** A contract in parts. Kept with it: who keeps contracts by their content (the judge's workers do) cuts each once. */
export function partsOf(contract: Contract): Parts {
  let parts = answers.get(contract)
  if (parts === undefined) {
    parts = new Cutter(contract).parts()
    answers.set(contract, parts)
  }
  return parts
}

/** The objects and lists of all parts whose needs were looked for that refer to something, at any depth; most do not. */
const referring = new WeakSet<object>()

/** True for a value of a part whose needs were looked for, where nothing in it refers to anything. */
export function refersToNothing(value: Json): boolean {
  return typeof value !== 'object' || value === null || !referring.has(value)
}

/** How many segments the pointers of parts have, by the first of them; all else in a file is cut by its own keys. */
const levels: Readonly<Record<string, number>> = { components: 3, paths: 2, webhooks: 2, definitions: 2, $defs: 2 }

class Cutter {
  readonly #contract: Contract
  readonly #parts = new Map<string, Part>()
  readonly #partAt: PartNamer

  constructor(contract: Contract) {
    this.#contract = contract
    this.#partAt = partNamer(contract)
  }

  parts(): Parts {
    const { entry, files } = this.#contract
    for (const file of files.values()) {
      for (const [key, item] of isObject(file.value) ? Object.entries(file.value) : [])
        this.#cut(file, item, pointerTo('', key), levelsOf(key) - 1)
      // Other files are often referred to as a whole.
      if (file.path !== entry) this.#note(file, file.value, '')
    }
    return this.#parts
  }

  #cut(file: ContractFile, value: Json, pointer: Pointer, depth: number): void {
    if (depth === 0 || !isObject(value)) this.#note(file, value, pointer)
    else for (const [key, item] of Object.entries(value)) this.#cut(file, item, pointerTo(pointer, key), depth - 1)
  }

  #note(file: ContractFile, value: Json, pointer: Pointer): void {
    const kind = kindAt(pointer)
    let found: ReadonlySet<string> | null | undefined
    const needs = () => {
      if (found === undefined) {
        const needs = this.#needsOf(value, file.path)
        found = kind === 'link' ? null : needs
      }
      return found
    }
    const name = `${nameOfFile(this.#contract, file.path)}#${pointer}`
    let written: Uint8Array | null | undefined
    const text = () => {
      if (written === undefined) written = file.textAt(pointer)
      return written
    }
    this.#parts.set(name, { value, kind, text, needs })
  }

  #needsOf(value: Json, file: string): ReadonlySet<string> | null {
    const needs = new Set<string | null>()
    this.#look(value, file, needs)
    return needs.has(null) ? null : (needs as Set<string>)
  }

  /** Adds what a value refers to, at any depth, `null` where nobody can say; true where there is any. */
  #look(value: Json, file: string, needs: Set<string | null>): boolean {
    if (typeof value !== 'object' || value === null) return false
    let refers = false
    if (isList(value)) for (const item of value) refers = this.#look(item, file, needs) || refers
    else
      for (const key of Object.keys(value)) {
        const item = value[key] ?? null
        const references = referencesAt(key, item) ?? unknown
        for (const ref of references) needs.add(ref === null ? null : this.#partAt(file, ref))
        refers = this.#look(item, file, needs) || references.length > 0 || refers
      }
    if (refers) referring.add(value)
    return refers
  }
}

const unknown = [null] as const

const none: readonly string[] = []

/** The references that a key with its value makes; `null` where nobody can say where it leads. */
export function referencesAt(key: string, value: Json): readonly string[] | null {
  switch (key) {
    case '$ref':
      return typeof value === 'string' ? [value] : none
    // A discriminator leads to schemas, by reference or by the name of a component.
    case 'mapping':
      return isObject(value) ? Object.values(value).flatMap(mappedTo) : none
    // Leads to whatever has that anchor.
    case '$dynamicRef':
      return null
    // 3.2 names security schemes by their address.
    case 'security':
      return isList(value) && value.some(isByAddress) ? null : none
    // Lead to operations by their names, wherever those are now.
    case 'links':
      return isObject(value) && Object.values(value).some(isLink) ? null : none
    default:
      return none
  }
}

function mappedTo(target: Json): readonly string[] {
  if (typeof target !== 'string') return none
  return [isMappingReference(target) ? target : `#/components/schemas/${target}`]
}

function isByAddress(requirement: Json): boolean {
  return isObject(requirement) && Object.keys(requirement).some((name) => name.includes('/'))
}

function isLink(value: Json): boolean {
  return isObject(value) && [value['operationId'], value['operationRef']].some((name) => typeof name === 'string')
}

/**
 * Keywords that describe: they may be read by people and generators; who calls does not. That they are there can matter, what they
 * say does not.
 */
export const descriptions: ReadonlySet<string> = new Set([
  'summary',
  'description',
  'externalDocs',
  'example',
  'examples',
  '$comment',
])

/** The name of the part that a reference in a file leads into; `null` where it leads to no part, or into what is left out of one. */
type PartNamer = (file: string, ref: string) => string | null

/** Returns the function that names parts. Most references are written many times; each text is read once for each file. */
export function partNamer(contract: Contract): PartNamer {
  const known = new Map<string, Map<string, string | null>>()
  return (file, ref) => {
    const names = known.get(file) ?? new Map<string, string | null>()
    known.set(file, names)
    let name = names.get(ref)
    if (name === undefined) {
      const reference = parseReference(file, ref)
      const part = reference.trouble ? null : partAround(reference.pointer)
      name = reference.trouble || part === null ? null : nameOfFile(contract, reference.file) + part
      names.set(ref, name)
    }
    return name
  }
}

/** As seen from the entry, so that the same contract in two folders has the same names. */
export function nameOfFile({ entry }: Contract, file: string): string {
  return file === entry ? '' : posix.relative(posix.dirname(entry), file)
}

/**
 * `#` and the pointer of the part around a pointer; `null` for what is left out when parts are compared, as an example that
 * somebody refers to as a schema.
 */
export function partAround(pointer: Pointer): string | null {
  const first = pointer.indexOf('/', 1)
  const top = first < 0 ? pointer.slice(1) : pointer.slice(1, first)
  let end = 0
  for (let depth = levelsOf(top); depth > 0 && end >= 0; depth--) end = pointer.indexOf('/', end + 1)
  if (end < 0) return `#${pointer}`
  const isLeftOut = segmentsOf(pointer.slice(end)).some((segment) => descriptions.has(segment))
  return isLeftOut ? null : `#${pointer.slice(0, end)}`
}

function levelsOf(key: string): number {
  return Object.hasOwn(levels, key) ? (levels[key] ?? 1) : 1
}

function kindAt(pointer: Pointer): Kind | null {
  const [top, section = ''] = segmentsOf(pointer)
  if (top === 'paths' || top === 'webhooks') return 'path-item'
  return top === 'components' ? (holdsOf('components', section)?.[1] ?? null) : null
}
