import { markdownCode } from '../base/escaping.ts'
import type { Topic } from './fact.ts'
import { child, children, get, type Node } from './node.ts'
import type { Notebook } from './notebook.ts'
import { possibleTypes, serializationChange } from './serialization.ts'

/** How each field of a form travels: in which media types, and how its value is written (OpenAPI 3.1, 4.8.15, Encoding Object). */
export function compareEncodings(media: Topic, was: Node, is: Node, notebook: Notebook): void {
  const [before, after] = [children(was, 'encoding'), children(is, 'encoding')]
  const schemas = [child(was, 'schema'), child(is, 'schema')] as const
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    // A field that is not on both sides is told as a property that came or went.
    const fields = schemas.map((schema) => (schema === null ? undefined : children(schema, 'properties').get(name)))
    const [field, now] = fields
    if (field === undefined || now === undefined) continue
    const [said, says] = [before.get(name) ?? null, after.get(name) ?? null]
    const topic = { ...media, thing: `the field ${markdownCode(name)} of ${media.thing}` }
    const spots = { base: said ?? was, revision: says ?? is }
    const types = { before: mediaTypesOf(said, field), after: mediaTypesOf(says, now) }
    for (const type of types.before)
      if (!types.after.includes(type))
        notebook.tell(topic, 'field-media-type-removed', { ...spots, subject: `${name} ${type}`, before: type })
    for (const type of types.after)
      if (!types.before.includes(type))
        notebook.tell(topic, 'field-media-type-added', { ...spots, subject: `${name} ${type}`, after: type })
    const change = serializationChange(
      { thing: said, schema: field, location: 'query' },
      { thing: says, schema: now, location: 'query' },
    )
    if (change !== null) notebook.tell(topic, 'serialization-changed', { ...spots, subject: name, ...change })
  }
}

function mediaTypesOf(encoding: Node | null, schema: Node): readonly string[] {
  const said = encoding === null ? undefined : get(encoding, 'contentType')
  const text = typeof said === 'string' ? said : usualType(schema)
  return text.split(',').map((type) => type.trim().toLowerCase())
}

/** What a field is sent as where nothing is said: by its type, a list by that of its items (OpenAPI 3.1, 4.8.15.1). */
function usualType(schema: Node): string {
  const types = possibleTypes(schema)
  const items = types.includes('array') ? child(schema, 'items') : null
  if (items !== null) return usualType(items)
  if (types.includes('object')) return 'application/json'
  return types.length === 0 || get(schema, 'format') === 'binary' ? 'application/octet-stream' : 'text/plain'
}
