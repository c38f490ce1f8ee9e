import { typesOf } from './compare-type.ts'
import { child, children, get, items, type Node } from './node.ts'

/** What is written: a parameter, a header, or a field of a form by its encoding (`null` where nothing is said of it). */
interface Written {
  readonly thing: Node | null
  readonly schema: Node | null
  /** Where its defaults come from: fields of a form have those of `query`. */
  readonly location: string
}

/**
 * How a value was and is written into a request or a header, in words; `null` where nothing differs for any value that both sides
 * allow. A style and whether it explodes, with the defaults of the place (OpenAPI 3.1, 4.8.12.2), or a media type.
 */
export function serializationChange(
  was: Written,
  is: Written,
): { readonly before: string; readonly after: string } | null {
  const single = isSingle(was.schema) || isSingle(is.schema)
  const before = wordsFor(was, single)
  const after = wordsFor(is, single)
  return before === after ? null : { before, after }
}

/** The schema of a parameter's or header's value: its own, or that of its one media type. */
export function schemaOf(thing: Node): Node | null {
  const [content] = children(thing, 'content').values()
  return child(thing, 'schema') ?? (content === undefined ? null : child(content, 'schema'))
}

function wordsFor({ thing, location }: Written, single: boolean): string {
  const [mediaType] = thing === null ? [] : children(thing, 'content').keys()
  if (mediaType !== undefined) return mediaType
  const said = (key: string) => (thing === null ? undefined : get(thing, key))
  // Tabs between values: Swagger 2.0 knows them, OpenAPI has no style for them.
  const tabs = said('x-collectionFormat')
  if (typeof tabs === 'string') return tabs
  const style = String(said('style') ?? (location === 'query' || location === 'cookie' ? 'form' : 'simple'))
  const exploded = (said('explode') ?? style === 'form') === true
  // Brackets are for properties, and those have no other form; one value is one value.
  if (style === 'deepObject') return single ? 'form' : style
  if (single || !exploded) return style
  // Lists that explode are the name again and again, whatever would stand between their values.
  return `${style === 'spaceDelimited' || style === 'pipeDelimited' ? 'form' : style}, explode`
}

/** True for values that are no lists and no objects, so that nothing explodes. */
function isSingle(schema: Node | null): boolean {
  const types = schema === null ? [] : possibleTypes(schema)
  return types.length > 0 && !types.includes('array') && !types.includes('object')
}

/** The types a schema allows, those of its alternatives among them; none where one of them does not say. */
export function possibleTypes(schema: Node, known = new Map<unknown, readonly string[]>()): readonly string[] {
  const types = known.get(schema.value) ?? typesOf(schema)
  if (types.length > 0 || known.has(schema.value)) return types
  known.set(schema.value, []) // a schema that leads back to itself says nothing more
  const found = typesOfMembers(schema, known)
  known.set(schema.value, found)
  return found
}

function typesOfMembers(schema: Node, known: Map<unknown, readonly string[]>): readonly string[] {
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const members = items(schema, keyword).map((member) => possibleTypes(member, known))
    if (members.length > 0) return members.every((some) => some.length > 0) ? [...new Set(members.flat())] : []
  }
  const said = items(schema, 'allOf').map((member) => possibleTypes(member, known))
  return said.find((some) => some.length > 0) ?? []
}
