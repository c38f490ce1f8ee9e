import type { Json, JsonObject } from '../contract.ts'
import { holdsOf, isObject, refOf } from '../grammar.ts'
import type { Lifting } from './lift.ts'
import { below, type Spot } from './moves.ts'

/**
 * A schema of Swagger 2.0 as one of OpenAPI 3.0. Both stand on JSON Schema draft 4; what differs is `x-nullable`, which most tools
 * read for what 3.0 calls `nullable`, the discriminator, which is an object there, and `type: file`.
 */
export function liftSchema(schema: Json, written: Spot, lifted: Spot, lifting: Lifting): Json {
  if (!isObject(schema)) return schema
  lifting.spend()
  const ref = refOf(schema)
  if (ref !== undefined) return lifting.reference(schema, written, lifted)
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]): [string, Json][] => {
      const spots = [below(written, key), below(lifted, key)] as const
      if (key === 'x-nullable' && !Object.hasOwn(schema, 'nullable')) {
        lifting.moves.madeFrom(spots[0], below(lifted, 'nullable'))
        return [['nullable', value]]
      }
      if (key === 'discriminator' && typeof value === 'string') return [[key, { propertyName: value }]]
      if (key === 'type' && value === 'file')
        return [
          ['type', 'string'],
          ['format', 'binary'],
        ]
      return [[key, liftMember(key, value, ...spots, lifting)]]
    }),
  )
}

function liftMember(key: string, value: Json, written: Spot, lifted: Spot, lifting: Lifting): Json {
  const holds = holdsOf('schema', key)
  if (holds === undefined || holds[1] !== 'schema' || typeof value !== 'object' || value === null) return value
  if (holds[0] === 'one') return liftSchema(value, written, lifted, lifting)
  const lift = (name: string | number, item: Json) =>
    liftSchema(item, below(written, name), below(lifted, name), lifting)
  if (Array.isArray(value)) return value.map((item: Json, index) => lift(index, item))
  return Object.fromEntries(Object.entries(value as JsonObject).map(([name, item]) => [name, lift(name, item)]))
}

/** Keywords that Swagger 2.0 writes beside `name` and `in` of a parameter, or in a header itself, and OpenAPI 3.0 in its `schema`. */
const simpleKeywords = new Set(
  'type format items default maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems enum multipleOf x-nullable'.split(
    ' ',
  ),
)

export interface Simple {
  /** What is said of the thing itself. */
  readonly frame: readonly [string, Json][]
  readonly schema: Json
  /** How a list of values is written, in the words of OpenAPI 3.0. Empty for what is no list. */
  readonly style: JsonObject
}

/** A parameter, form field or header as what it is and the schema of its value. `isInQuery`: among names and values, as in a form. */
export function liftSimple(
  thing: JsonObject,
  written: Spot,
  lifted: Spot,
  isInQuery: boolean,
  lifting: Lifting,
): Simple {
  const entries = Object.entries(thing).filter(([key]) => key !== 'collectionFormat')
  const keywords = entries
    .filter(([key]) => simpleKeywords.has(key))
    .map(([key, value]) => [key, plainItems(key, value)])
  lifting.moves.madeFrom(written, lifted)
  return {
    frame: entries.filter(([key]) => !simpleKeywords.has(key)),
    schema: liftSchema(Object.fromEntries(keywords) as JsonObject, written, lifted, lifting),
    style: thing['type'] === 'array' ? styleOf(thing['collectionFormat'], isInQuery) : {},
  }
}

/** How lists within lists are written has no words in OpenAPI 3.0. */
function plainItems(key: string, value: Json): Json {
  if (key !== 'items' || !isObject(value)) return value
  const kept = Object.entries(value).filter(([keyword]) => keyword !== 'collectionFormat')
  return Object.fromEntries(kept.map(([keyword, inner]) => [keyword, plainItems(keyword, inner)]))
}

/** `collectionFormat` (Swagger 2.0, Parameter Object) as `style` and `explode`; tabs between values have no style. */
function styleOf(format: Json | undefined, isInQuery: boolean): JsonObject {
  switch (format ?? 'csv') {
    case 'multi':
      return { style: 'form', explode: true }
    case 'ssv':
      return { style: 'spaceDelimited', explode: false }
    case 'pipes':
      return { style: 'pipeDelimited', explode: false }
    case 'csv':
      return isInQuery ? { style: 'form', explode: false } : { style: 'simple', explode: false }
    default:
      return { 'x-collectionFormat': format as Json }
  }
}
