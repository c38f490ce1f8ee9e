import { hash } from 'node:crypto'
import { posix } from 'node:path'
import { type Pointer, pointerTo, segmentsOf } from '../base/place.ts'
import type { Contract, Json, JsonObject } from '../contract/contract.ts'
import { holdsOf, type Kind } from '../contract/grammar.ts'
import { isMappingReference, parseReference } from '../contract/reference.ts'
import { isList, isObject, type Node } from './node.ts'

/** True where two things stand in the same place and say the same, with all that they lead to. False means different or not known. */
export type IsUnchanged = (base: Node, revision: Node) => boolean

/** Nothing is known beforehand: everything is compared. */
export const allMayDiffer: IsUnchanged = () => false

/**
 * What need not be compared. Contracts are cut into parts: a component, a path item, a webhook. A part is unchanged where its text has
 * the same hash and whatever it refers to is unchanged. That is found from the other end: what differs makes different what leads to
 * it, so schemas that lead back to themselves are unchanged where nothing on the way round differs.
 */
export function unchangedBetween(base: Contract, revision: Contract): IsUnchanged {
  // The same text means another thing in another version of OpenAPI, or where other things hold for all operations.
  const [was, is] = [surroundingsOf(base), surroundingsOf(revision)]
  if (base.openapi !== revision.openapi || was === null || was !== is) return allMayDiffer
  const unchanged = unchangedParts(partsOf(base), partsOf(revision))
  return (was, is) => {
    // What several declarations make together stands in more places than one.
    if (was.pointer !== is.pointer || was.identity !== undefined || is.identity !== undefined) return false
    const [file, part] = [nameOfFile(base, was.file), partAround(was.pointer)]
    return part !== null && file === nameOfFile(revision, is.file) && unchanged.has(file + part)
  }
}

/** What holds for every operation that does not say otherwise, as text; `null` where it leads elsewhere. */
function surroundingsOf({ root }: Contract): string | null {
  const components = root['components']
  const schemes = isObject(components) ? components['securitySchemes'] : undefined
  const text = JSON.stringify([root['security'], root['servers'], schemes])
  return text.includes('"$ref"') ? null : text
}

interface Part {
  /** Of the text; `null` where a text does not tell all, and the part is to be looked at every time. */
  readonly hash: string | null
  /** Names of the parts it refers to, which may not be there. */
  readonly needs: ReadonlySet<string>
}

/** By name: the file as seen from the entry, `#`, and a pointer. */
type Parts = ReadonlyMap<string, Part>

function unchangedParts(before: Parts, after: Parts): ReadonlySet<string> {
  const unchanged = new Set<string>()
  for (const [name, { hash }] of before) if (hash !== null && hash === after.get(name)?.hash) unchanged.add(name)
  const users = new Map<string, string[]>()
  const suspects: string[] = []
  for (const name of unchanged)
    for (const parts of [before, after])
      for (const need of parts.get(name)?.needs ?? []) {
        const others = users.get(need)
        if (others === undefined) users.set(need, [name])
        else others.push(name)
        if (!unchanged.has(need)) suspects.push(need)
      }
  for (let changed = suspects.pop(); changed !== undefined; changed = suspects.pop())
    for (const user of users.get(changed) ?? []) if (unchanged.delete(user)) suspects.push(user)
  return unchanged
}

const answers = new WeakMap<Contract, Parts>()

/** Kept with the contract: who keeps contracts by their content (the judge's workers do) hashes each once. */
function partsOf(contract: Contract): Parts {
  let parts = answers.get(contract)
  if (parts === undefined) {
    parts = new Cutter(contract).parts()
    answers.set(contract, parts)
  }
  return parts
}

/** How many segments the pointers of parts have, by the first of them; all else in a file is cut by its own keys. */
const levels: Readonly<Record<string, number>> = { components: 3, paths: 2, webhooks: 2, definitions: 2, $defs: 2 }
/** Characters that are hashed. Far above any contract, and below what aliases of YAML can make of a long text. */
const mostText = 256 * 1024 * 1024
/** They may be read by people and generators; who calls does not. That they are there can matter, what they say does not. */
const descriptions = new Set(['summary', 'description', 'externalDocs', 'example', 'examples', '$comment'])

class Cutter {
  readonly #contract: Contract
  readonly #parts = new Map<string, Part>()
  #file = ''
  #length = 0
  /** Of the part that is being read, and of its file. */
  #needs = new Set<string>()
  #isUnsure = false
  #fileNeeds = new Set<string>()
  #isFileUnsure = false

  constructor(contract: Contract) {
    this.#contract = contract
  }

  parts(): Parts {
    const { entry, files } = this.#contract
    for (const { path, value, blob } of files.values()) {
      this.#file = path
      this.#fileNeeds = new Set()
      this.#isFileUnsure = false
      for (const [key, item] of isObject(value) ? Object.entries(value) : [])
        this.#cut(item, pointerTo('', key), levelsOf(key) - 1)
      // Other files are often referred to as a whole.
      if (path !== entry) this.#note('', this.#isFileUnsure ? null : blob, this.#fileNeeds)
    }
    return this.#parts
  }

  #cut(value: Json, pointer: Pointer, depth: number): void {
    if (depth === 0 || !isObject(value)) this.#read(value, pointer)
    else for (const [key, item] of Object.entries(value)) this.#cut(item, pointerTo(pointer, key), depth - 1)
  }

  #read(value: Json, pointer: Pointer): void {
    this.#needs = new Set()
    this.#isUnsure = false
    const kind = kindAt(pointer)
    const text = kind === null ? this.#textOf(value) : this.#meaningOf(value, kind)
    this.#note(pointer, this.#isUnsure ? null : hash('sha256', text), this.#needs)
    for (const need of this.#needs) this.#fileNeeds.add(need)
    this.#isFileUnsure ||= this.#isUnsure
  }

  #note(pointer: Pointer, hash: string | null, needs: ReadonlySet<string>): void {
    this.#parts.set(`${nameOfFile(this.#contract, this.#file)}#${pointer}`, { hash, needs })
  }

  /** What is said by a thing of the grammar, descriptions left out. Lengths stand before names and texts, so that no two things have one text. */
  #meaningOf(value: Json, kind: Kind): string {
    if (!isObject(value)) return this.#textOf(value)
    // A link leads to an operation by its name, wherever that is now.
    if (kind === 'link') this.#isUnsure = true
    let text = '{'
    for (const key of Object.keys(value)) {
      text += this.#long(key)
      if (descriptions.has(key)) continue
      const item = value[key] ?? null
      const holds = holdsOf(kind, key)
      this.#follow(key, item)
      if (typeof item === 'string') text += this.#long(item)
      else if (holds === undefined || typeof item !== 'object' || item === null) text += this.#textOf(item)
      else if (holds[0] === 'one') text += this.#meaningOf(item, holds[1])
      else {
        text += isList(item) ? '[' : '('
        for (const name of Object.keys(item))
          text += this.#long(name) + this.#meaningOf((item as JsonObject)[name] ?? null, holds[1])
        text += ')'
      }
    }
    return `${text}}`
  }

  #long(text: string): string {
    this.#length += text.length
    if (this.#length <= mostText) return `${text.length} ${text}`
    this.#isUnsure = true
    return ''
  }

  /** What is said by anything else; the mark at the end keeps a number from running into the length that follows. */
  #textOf(value: Json): string {
    this.#look(value)
    return this.#isUnsure ? '' : `${JSON.stringify(value)};`
  }

  #look(value: Json): void {
    if (typeof value === 'string') this.#long(value)
    // JSON has no text for these.
    else if (typeof value === 'number') this.#isUnsure ||= !Number.isFinite(value) || Object.is(value, -0)
    else if (isList(value)) for (const item of value) this.#look(item)
    else if (isObject(value))
      for (const key of Object.keys(value)) {
        this.#long(key)
        const item = value[key] ?? null
        this.#follow(key, item)
        this.#look(item)
      }
  }

  /** What a key may lead to. */
  #follow(key: string, value: Json): void {
    if (key === '$ref' && typeof value === 'string') this.#need(value)
    // Leads to whatever has that anchor, and 3.2 names security schemes by their address.
    else if (key === '$dynamicRef' || (key === 'security' && JSON.stringify(value).includes('/'))) this.#isUnsure = true
    // A discriminator leads to schemas, too: by reference or by the name of a component.
    else if (key === 'mapping' && isObject(value))
      for (const target of Object.values(value))
        if (typeof target === 'string')
          this.#need(isMappingReference(target) ? target : `#/components/schemas/${target}`)
  }

  #need(ref: string): void {
    const reference = parseReference(this.#file, ref)
    const part = reference.trouble ? null : partAround(reference.pointer)
    if (reference.trouble || part === null) this.#isUnsure = true
    else this.#needs.add(nameOfFile(this.#contract, reference.file) + part)
  }
}

function levelsOf(key: string): number {
  return Object.hasOwn(levels, key) ? (levels[key] ?? 1) : 1
}

/** What a part is by its place, `null` where the grammar has no say. What stands elsewhere than it belongs is read to the same effect. */
function kindAt(pointer: Pointer): Kind | null {
  const [top, section = ''] = segmentsOf(pointer)
  if (top === 'paths' || top === 'webhooks') return 'path-item'
  return top === 'components' ? (holdsOf('components', section)?.[1] ?? null) : null
}

/** As seen from the entry, so that the same contract in two folders has the same names. */
function nameOfFile({ entry }: Contract, file: string): string {
  return file === entry ? '' : posix.relative(posix.dirname(entry), file)
}

/** `#` and the pointer of the part around a pointer; `null` for what is left out of its hash, as an example that somebody refers to as a schema. */
function partAround(pointer: Pointer): string | null {
  const first = pointer.indexOf('/', 1)
  const top = first < 0 ? pointer.slice(1) : pointer.slice(1, first)
  let end = 0
  for (let depth = levelsOf(top); depth > 0 && end >= 0; depth--) end = pointer.indexOf('/', end + 1)
  if (end < 0) return `#${pointer}`
  const isLeftOut = segmentsOf(pointer.slice(end)).some((segment) => descriptions.has(segment))
  return isLeftOut ? null : `#${pointer.slice(0, end)}`
}
