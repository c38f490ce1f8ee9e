import { type Pointer, pointerTo, segmentsOf, valueAt } from '../base/place.ts'
import type { OutputFile } from '../base/tree.ts'
import type { Contract, Json, JsonObject } from './contract.ts'
import { componentSection, holdsOf, isObject, type Kind, refOf } from './grammar.ts'
import { isMappingReference, parseReference, referenceTo } from './reference.ts'
import { nameOfFile } from './semantic-pointer.ts'

/**
 * The contract as one self-contained JSON file, for tools that would fetch by themselves what they find referred to. Parts of other
 * files become components, named after what they were called there; the entry's own pointers stay as they are. The same contract
 * gives the same bytes. A contract that was read completely always bundles, recursive ones too.
 */
export function bundle(contract: Contract): OutputFile {
  return { path: 'openapi.json', content: `${JSON.stringify(bundledDocument(contract), null, 2)}\n` }
}

/** What `bundle` writes, as a value. */
export function bundledDocument(contract: Contract): JsonObject {
  return new Bundler(contract).document()
}

interface Part {
  readonly file: string
  readonly pointer: Pointer
}

class Bundler {
  readonly #contract: Contract
  /** By `file#pointer` of a part outside the entry: its pointer in the bundle. */
  readonly #homes = new Map<string, Pointer>()
  readonly #taken = new Map<string, Set<string>>()
  /** Parts that have a home and are not written yet. */
  readonly #waiting: { readonly section: string; readonly name: string; readonly part: Part; readonly kind: Kind }[] =
    []

  constructor(contract: Contract) {
    this.#contract = contract
  }

  document(): JsonObject {
    const { root, entry } = this.#contract
    this.#adoptAliases()
    const document = { ...(this.#copy(root, 'document', entry, '') as JsonObject) }
    const components: Record<string, Json> = isObject(document['components']) ? { ...document['components'] } : {}
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const { section, name, part, kind } = next
      const value = valueAt(this.#contract.files.get(part.file)?.value, part.pointer) as Json
      const written = this.#copy(value, kind, part.file, pointerTo('/components', section, name))
      components[section] = { ...(components[section] as JsonObject | undefined), [name]: written }
    }
    return Object.keys(components).length > 0 ? { ...document, components } : document
  }

  /** A component of the entry that is nothing but a reference to another file is the home of what it refers to. */
  #adoptAliases(): void {
    const components = this.#contract.root['components']
    if (!isObject(components)) return
    for (const [section, things] of Object.entries(components)) {
      if (!isObject(things)) continue
      this.#taken.set(section, new Set(Object.keys(things)))
      for (const [name, thing] of Object.entries(things)) {
        const part = this.#outside(this.#contract.entry, refOf(thing))
        if (part && !this.#homes.has(identityOf(part)))
          this.#homes.set(identityOf(part), pointerTo('/components', section, name))
      }
    }
  }

  #outside(from: string, ref: string | undefined): Part | null {
    const reference = ref === undefined ? null : parseReference(from, ref)
    return !reference || reference.trouble || reference.file === this.#contract.entry ? null : reference
  }

  /** `at`: where in the bundle the copy will stand. */
  #copy(value: Json, kind: Kind, from: string, at: Pointer): Json {
    if (!isObject(value)) return value
    const ref = refOf(value)
    const part = this.#outside(from, ref)
    if (part && (componentSection[kind] === undefined || inlined.has(kind) || this.#homes.get(identityOf(part)) === at))
      return this.#inline(part, value, kind, from, at)
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => {
        if (key === '$ref' && ref !== undefined) return [key, this.#target(from, ref, kind)]
        return [key, this.#copyMember(key, child, kind, from, at)]
      }),
    )
  }

  #copyMember(key: string, child: Json, kind: Kind, from: string, at: Pointer): Json {
    if (kind === 'discriminator' && key === 'mapping' && isObject(child)) return this.#copyMapping(child, from)
    const holds = holdsOf(kind, key)
    if (holds === undefined || typeof child !== 'object' || child === null) return child
    const below = pointerTo(at, key)
    if (holds[0] === 'one') return this.#copy(child, holds[1], from, below)
    const copies = Object.entries(child).map(([name, item]) => [
      name,
      this.#copy(item, holds[1], from, pointerTo(below, name)),
    ])
    return Array.isArray(child) ? copies.map(([, copy]) => copy as Json) : Object.fromEntries(copies)
  }

  #copyMapping(mapping: JsonObject, from: string): Json {
    return Object.fromEntries(
      Object.entries(mapping).map(([name, text]) => [
        name,
        typeof text === 'string' && isMappingReference(text) ? this.#target(from, text, 'schema') : text,
      ]),
    )
  }

  /** Path items have no home in `components` before 3.1, and generators look for them in `paths` alone. */
  #inline(part: Part, value: JsonObject, kind: Kind, from: string, at: Pointer): Json {
    const identity = identityOf(part)
    const home = this.#homes.get(identity)
    if (home !== undefined && home !== at && isAncestor(home, at)) return { $ref: referenceTo('', '', home) }
    this.#homes.set(identity, at)
    const target = valueAt(this.#contract.files.get(part.file)?.value, part.pointer) as Json
    const copy = this.#copy(target, kind, part.file, at)
    const { $ref: _, ...beside } = value
    const rest = this.#copy(beside, kind, from, at)
    return isObject(copy) ? { ...copy, ...(rest as JsonObject) } : copy
  }

  /** The `$ref` to write for one that stood in `from`. */
  #target(from: string, ref: string, kind: Kind): string {
    const part = this.#outside(from, ref)
    if (!part) {
      const reference = parseReference(from, ref)
      return reference.trouble || from === this.#contract.entry ? ref : referenceTo('', '', reference.pointer)
    }
    const identity = identityOf(part)
    let home = this.#homes.get(identity)
    if (home === undefined) {
      const section = componentSection[kind] ?? 'schemas'
      const name = this.#freeName(section, part)
      home = pointerTo('/components', section, name)
      this.#homes.set(identity, home)
      this.#waiting.push({ section, name, part, kind })
    }
    return referenceTo('', '', home)
  }

  #freeName(section: string, { file, pointer }: Part): string {
    // Component names may hold nothing else (OpenAPI 3.0 section 4.7.7).
    const wanted = (segmentsOf(pointer).at(-1) ?? nameOfFile(file)).replace(/[^\w.-]/g, '_') || 'part'
    const taken = this.#taken.get(section) ?? new Set()
    this.#taken.set(section, taken)
    let name = wanted
    for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`
    taken.add(name)
    return name
  }
}

/** Path items have no home in `components` before OpenAPI 3.1, media types none before 3.2. */
const inlined: ReadonlySet<Kind> = new Set(['path-item', 'media-type'])

const identityOf = ({ file, pointer }: Part) => `${file}#${pointer}`

const isAncestor = (above: Pointer, below: Pointer) => below.startsWith(`${above}/`)
