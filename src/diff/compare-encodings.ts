import { markdownCode } from '../base/escaping.ts'
import { compareHeaders } from './compare-headers.ts'
import type { Topic } from './fact.ts'
import { child, children, get, items, type Node } from './node.ts'
import type { Notebook, Site } from './notebook.ts'
import { possibleTypes, serializationChange } from './serialization.ts'

type Form = Topic & Pick<Site, 'direction'>

/** What holds parts, a media type or a part that is a form itself, and the schemas of its whole and of each item of a stream. */
interface Holder {
  readonly node: Node | null
  readonly schema: Node | null
  readonly itemSchema: Node | null
}

interface Part {
  /** In words that need no place. */
  readonly thing: string
  readonly encoding: Node | null
  readonly schema: Node
}

/** Parts whose parts are gone into: encodings may lead back to themselves. */
const deepest = 8

/**
 * How each part of a form travels: in which media types, with which headers, and how its value is written (OpenAPI 3.2, 4.15,
 * Encoding Object).
 */
export function compareEncodings(media: Form, isMultipart: boolean, was: Node, is: Node, notebook: Notebook): void {
  const [before, after] = [was, is].map((node) => ({
    node,
    schema: child(node, 'schema'),
    itemSchema: child(node, 'itemSchema'),
  })) as [Holder, Holder]
  compareParts({ ...media, spots: { base: was, revision: is }, isMultipart, notebook }, before, after, 0)
}

interface Around extends Form {
  /** Where to look for what is not said. */
  readonly spots: { readonly base: Node; readonly revision: Node }
  readonly isMultipart: boolean
  readonly notebook: Notebook
}

function compareParts(around: Around, was: Holder, is: Holder, depth: number): void {
  if (!saysHow(was) && !saysHow(is)) return
  const [before, after] = [partsOf(was), partsOf(is)]
  for (const [key, part] of before) {
    // A part that is not on both sides is told as a property or an item that came or went.
    const now = after.get(key)
    if (now === undefined || (part.encoding === null && now.encoding === null)) continue
    const thing = `${part.thing} of ${around.thing}`
    const spots = {
      base: part.encoding ?? around.spots.base,
      revision: now.encoding ?? around.spots.revision,
    }
    const below = { ...around, thing, spots }
    comparePart(below, key, part, now)
    if (depth < deepest)
      compareParts(
        below,
        { node: part.encoding, schema: part.schema, itemSchema: null },
        { node: now.encoding, schema: now.schema, itemSchema: null },
        depth + 1,
      )
  }
}

function comparePart({ spots, isMultipart, notebook, ...topic }: Around, name: string, was: Part, is: Part): void {
  const types = { before: mediaTypesOf(was), after: mediaTypesOf(is) }
  for (const type of types.before)
    if (!types.after.includes(type))
      notebook.tell(topic, 'field-media-type-removed', { ...spots, subject: `${name} ${type}`, before: type })
  for (const type of types.after)
    if (!types.before.includes(type))
      notebook.tell(topic, 'field-media-type-added', { ...spots, subject: `${name} ${type}`, after: type })
  const change = serializationChange(
    { thing: was.encoding, schema: was.schema, location: 'query' },
    { thing: is.encoding, schema: is.schema, location: 'query' },
  )
  if (change !== null) notebook.tell(topic, 'serialization-changed', { ...spots, subject: name, ...change })
  // Only parts of `multipart` have headers.
  if (isMultipart) compareHeaders(topic, was.encoding, is.encoding, notebook)
}

function saysHow({ node }: Holder): boolean {
  return node !== null && ['encoding', 'prefixEncoding', 'itemEncoding'].some((key) => get(node, key) !== undefined)
}

/** By name; or by position, the first ones each and the rest together, which only OpenAPI 3.2 knows. */
function partsOf({ node, schema, itemSchema }: Holder): ReadonlyMap<string, Part> {
  const found = new Map<string, Part>()
  const put = (key: string, thing: string, encoding: Node | null, schema: Node | null) => {
    if (schema !== null) found.set(key, { thing, encoding, schema })
  }
  if (node === null) return found
  const encodings = children(node, 'encoding')
  for (const [name, property] of schema === null ? [] : children(schema, 'properties'))
    put(name, `the field ${markdownCode(name)}`, encodings.get(name) ?? null, property)
  const first = items(node, 'prefixEncoding')
  const [prefix, rest] = schema === null ? [[], null] : [items(schema, 'prefixItems'), child(schema, 'items')]
  const item = itemSchema ?? rest
  const all = child(node, 'itemEncoding')
  for (let index = 0; index < Math.max(first.length, prefix.length); index++)
    put(`[${index}]`, `part ${index + 1}`, first[index] ?? all, prefix[index] ?? item)
  put('[]', 'each part', all, item)
  return found
}

function mediaTypesOf({ encoding, schema }: Part): readonly string[] {
  const said = encoding === null ? undefined : get(encoding, 'contentType')
  const text = typeof said === 'string' ? said : usualType(schema)
  return text.split(',').map((type) => type.trim().toLowerCase())
}

/** What a part is sent as where nothing is said: by its type, a list by that of its items (OpenAPI 3.1, 4.8.15.1). */
function usualType(schema: Node): string {
  const types = possibleTypes(schema)
  const items = types.includes('array') ? child(schema, 'items') : null
  if (items !== null) return usualType(items)
  if (types.includes('object')) return 'application/json'
  return types.length === 0 || get(schema, 'format') === 'binary' ? 'application/octet-stream' : 'text/plain'
}
