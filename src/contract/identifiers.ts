import { type Pointer, pointerTo, valueAt } from '../base/place.ts'
import type { ContractFile, Json, JsonObject } from './contract.ts'
import { isObject, refOf } from './grammar.ts'
import { parseReference, referenceTo } from './reference.ts'

/** True where a file may use what `withPointers` rewrites; quick, and now and then wrong in saying so. */
export function mayIdentify(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  return /\$(?:id|anchor|dynamic|self)|\.(?:ya?ml|json)#\w/i.test(text)
}

/** Told of each `$dynamicRef` whose target depends on the way to it. */
type TellDynamic = (pointer: Pointer, ref: string, targets: number) => void

/**
 * The file with its schemas referring to each other by JSON pointers only. JSON Schema 2020-12 (core, sections 8.2 and 9) also lets them
 * refer by what schemas are called: `$id`, `$anchor`, and `$dynamicAnchor`. Names are looked up in the file and in those it
 * names; one that is not found is left for the reader to tell, and so is an address of elsewhere.
 *
 * Where a `$dynamicRef` leads depends on the way to it. With one schema of the name there is one answer; with several it is taken for
 * any of them, so that no change in one is missed, and told.
 */
export function withPointers(file: ContractFile, open: Open, tellDynamic: TellDynamic): ContractFile {
  const known = identifiersOf(file)
  if (known.references.length === 0) return file
  const rewritten = new Map(known.references.map((one) => [one.pointer, rewrite(one, file, known, open, tellDynamic)]))
  const pointed = { ...file, value: replaced(file.value, '', rewritten), textAt: () => null }
  memory.set(pointed, known) // other files may still call its schemas by their names
  return pointed
}

type Open = (path: string) => ContractFile | null

interface Identifiers {
  readonly root: string
  /** By address: where that schema resource stands. */
  readonly resources: ReadonlyMap<string, Pointer>
  /** By address and name, `base#name`. */
  readonly anchors: ReadonlyMap<string, Pointer>
  /** By name: every schema that has it as its `$dynamicAnchor`. */
  readonly dynamic: ReadonlyMap<string, readonly Pointer[]>
  /** Schemas with a reference or an identifier, each with the address references in it start from. */
  readonly references: readonly Referring[]
}

interface Referring {
  readonly pointer: Pointer
  readonly value: JsonObject
  readonly base: string
}

/** Objects whose keys are names, not keywords. */
const names =
  /^(?:properties|patternProperties|dependentSchemas|\$defs|definitions|schemas|paths|webhooks|responses|parameters|headers|requestBodies|callbacks|links|content|encoding|pathItems|mediaTypes|securitySchemes|additionalOperations)$/
/** Values that are data, whatever they look like. */
const data = /^(?:x-|(?:default|enum|const|example|examples)$)/
const identifying = ['$ref', '$dynamicRef', '$id', '$anchor', '$dynamicAnchor'] as const

const memory = new WeakMap<ContractFile, Identifiers>()

function identifiersOf(file: ContractFile): Identifiers {
  const known = memory.get(file)
  if (known) return known
  const self = isObject(file.value) ? file.value['$self'] : undefined
  const root = addressOf(
    typeof self === 'string' ? self : '',
    `file:///${file.path.split('/').map(encodeURIComponent).join('/')}`,
  )
  const resources = new Map<string, Pointer>([[root, '']])
  const anchors = new Map<string, Pointer>()
  const dynamic = new Map<string, Pointer[]>()
  const references: Referring[] = []

  const visit = (value: Json, pointer: Pointer, above: string, areNames: boolean): void => {
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) visit(item, pointerTo(pointer, index), above, false)
    if (!isObject(value)) return
    const said = (key: string) => (!areNames && typeof value[key] === 'string' ? value[key] : undefined)
    const id = said('$id')
    const base = id === undefined ? above : addressOf(id, above)
    if (id !== undefined && !resources.has(base)) resources.set(base, pointer)
    for (const key of ['$anchor', '$dynamicAnchor']) {
      const name = said(key)
      if (name !== undefined && !anchors.has(`${base}#${name}`)) anchors.set(`${base}#${name}`, pointer)
    }
    const name = said('$dynamicAnchor')
    if (name !== undefined) dynamic.set(name, [...(dynamic.get(name) ?? []), pointer])
    if (identifying.some((key) => said(key) !== undefined)) references.push({ pointer, value, base })
    for (const [key, child] of Object.entries(value))
      if (areNames || !data.test(key)) visit(child, pointerTo(pointer, key), base, !areNames && names.test(key))
  }
  visit(file.value, '', root, false)
  const found = { root, resources, anchors, dynamic, references }
  memory.set(file, found)
  return found
}

/** An address without its fragment, as seen from another; what cannot be read is no address of anything. */
function addressOf(text: string, base: string): string {
  return URL.parse(text, base)?.href.replace(/#.*$/s, '') ?? `unreadable:${text}`
}

function rewrite(
  { pointer, value, base }: Referring,
  file: ContractFile,
  known: Identifiers,
  open: Open,
  tellDynamic: TellDynamic,
): JsonObject {
  const { $id: _id, $anchor: _anchor, $dynamicAnchor: _dynamicAnchor, $dynamicRef, ...rest } = value
  const ref = refOf(value)
  const kept: JsonObject = ref === undefined ? rest : { ...rest, $ref: pointed(ref, base, file, known, open) }
  if (typeof $dynamicRef !== 'string') return kept
  const targets = dynamicTargets($dynamicRef, base, known)
  if (targets.length > 1) tellDynamic(pointerTo(pointer, '$dynamicRef'), $dynamicRef, targets.length)
  const texts =
    targets.length === 0
      ? [pointed($dynamicRef, base, file, known, open)]
      : targets.map((at) => referenceTo('', '', at))
  const [only, ...more] = texts.map(($ref): JsonObject => ({ $ref }))
  const meant: JsonObject = only === undefined || more.length > 0 ? { anyOf: [...(only ? [only] : []), ...more] } : only
  if (Object.keys(kept).length === 0) return meant
  const allOf = Array.isArray(kept['allOf']) ? kept['allOf'] : []
  return { ...kept, allOf: [...allOf, meant] }
}

/** So many schemas may have one `$dynamicAnchor`. */
const mostTargets = 100

/** Where a `$dynamicRef` may lead; nowhere where it is to be read as a `$ref` (JSON Schema 2020-12, section 8.2.3.2). */
function dynamicTargets(ref: string, base: string, { anchors, dynamic }: Identifiers): readonly Pointer[] {
  const hash = ref.indexOf('#')
  const name = hash < 0 ? '' : ref.slice(hash + 1)
  const first = anchors.get(`${addressOf(ref, base)}#${name}`)
  const targets = dynamic.get(name) ?? []
  return first !== undefined && targets.includes(first) && targets.length <= mostTargets ? targets : []
}

/** The text of a reference with a pointer in place of names, or as it is where it has none or they are not known. */
function pointed(ref: string, base: string, file: ContractFile, known: Identifiers, open: Open): string {
  const hash = ref.indexOf('#')
  const fragment = hash < 0 ? '' : ref.slice(hash + 1)
  const resource = known.resources.get(addressOf(ref, base))
  if (resource !== undefined) {
    const at = fragmentIn(known, addressOf(ref, base), resource, fragment)
    // What a pointer does not find in its own resource many look for in the whole file.
    return at === undefined || valueAt(file.value, at) === undefined ? ref : referenceTo('', '', at)
  }
  if (fragment === '' || fragment.startsWith('/')) return ref
  const reference = parseReference(file.path, ref.slice(0, hash))
  const other = reference.trouble || reference.file === file.path ? null : open(reference.file)
  if (other === null) return ref
  const theirs = identifiersOf(other)
  const at = theirs.anchors.get(`${theirs.root}#${fragment}`)
  return at === undefined ? ref : referenceTo(file.path, other.path, at)
}

function fragmentIn(known: Identifiers, address: string, resource: Pointer, fragment: string): Pointer | undefined {
  if (fragment === '') return resource
  if (!fragment.startsWith('/')) return known.anchors.get(`${address}#${fragment}`)
  const reference = parseReference('', `#${fragment}`)
  return reference.trouble ? undefined : resource + reference.pointer
}

/** A copy with other objects at some pointers, and below them what is to be other there. */
function replaced(value: Json, pointer: Pointer, others: ReadonlyMap<Pointer, JsonObject>): Json {
  if (Array.isArray(value)) return value.map((item: Json, index) => replaced(item, pointerTo(pointer, index), others))
  if (!isObject(value)) return value
  const entries = Object.entries(others.get(pointer) ?? value)
  return Object.fromEntries(entries.map(([key, child]) => [key, replaced(child, pointerTo(pointer, key), others)]))
}
