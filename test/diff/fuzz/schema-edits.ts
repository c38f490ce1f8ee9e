import { formats, type Maker, sampleOf } from './generate.ts'
import { deprecate, put, remove, restabilise, toggle } from './operation-edits.ts'
import { type Half, isObject, type Json, type JsonObject, sectionOf } from './pair.ts'
import type { SchemaPlace } from './places.ts'

/** Changes one schema; false where it does not fit there, and nothing was changed. */
type SchemaEdit = (place: SchemaPlace, maker: Maker, half: Half) => boolean

/** An edit of a schema that is written here, not referred to. */
const ofSchema =
  (edit: (schema: JsonObject, maker: Maker, place: SchemaPlace) => boolean): SchemaEdit =>
  (place, maker) =>
    !('$ref' in place.schema) && edit(place.schema, maker, place)

const ofType = (types: readonly string[], edit: (schema: JsonObject, maker: Maker) => boolean): SchemaEdit =>
  ofSchema((schema, maker) => typesOf(schema).some((type) => types.includes(type)) && edit(schema, maker))

/** Sets, changes or removes one keyword. */
const keyword = (
  key: string,
  types: readonly string[],
  value: (maker: Maker, schema: JsonObject) => Json,
): SchemaEdit =>
  ofType(types, (schema, maker) => {
    if (schema[key] !== undefined && maker.random.chance(0.35)) return remove(schema, key)
    return put(schema, key, value(maker, schema))
  })

/** A keyword of JSON Schema 2020-12, which 3.0 does not know. */
const in31 =
  (edit: SchemaEdit): SchemaEdit =>
  (place, maker, half) =>
    maker.openapi === '3.1.0' && edit(place, maker, half)

const numbers = ['integer', 'number']
const anyType = ['string', ...numbers, 'boolean', 'object', 'array']
const upTo9 = ({ random }: Maker) => random.int(10)
const small = (maker: Maker) => maker.schema(1)

/** `exclusiveMaximum` is a boolean in 3.0 and a number in 3.1. */
const exclusive = (key: string) =>
  keyword(key, numbers, ({ random, openapi }) => (openapi === '3.0.3' ? true : random.int(10)))

export const schemaEdits: Readonly<Record<string, SchemaEdit>> = {
  maximum: keyword('maximum', numbers, upTo9),
  minimum: keyword('minimum', numbers, upTo9),
  exclusiveMaximum: exclusive('exclusiveMaximum'),
  exclusiveMinimum: exclusive('exclusiveMinimum'),
  multipleOf: keyword('multipleOf', numbers, ({ random }) => 1 + random.int(5)),
  maxLength: keyword('maxLength', ['string'], upTo9),
  minLength: keyword('minLength', ['string'], upTo9),
  pattern: keyword('pattern', ['string'], ({ random }) => random.pick(['^a', '^[a-z]*$', '.*', '^.*$'])),
  maxItems: keyword('maxItems', ['array'], upTo9),
  minItems: keyword('minItems', ['array'], upTo9),
  uniqueItems: ofType(['array'], (schema) => toggle(schema, 'uniqueItems')),
  maxProperties: keyword('maxProperties', ['object'], upTo9),
  minProperties: keyword('minProperties', ['object'], upTo9),
  additionalProperties: keyword('additionalProperties', ['object'], (maker) =>
    maker.random.pick([true, false, maker.schema(1)]),
  ),
  default: keyword('default', anyType, ({ random }, { type }) => sampleOf(type, random)),
  enum: keyword('enum', ['string'], ({ random }) => [random.pick(['a', 'b', 'c']), ...random.some(['d', 'e'], 0.6)]),
  const: in31(keyword('const', anyType, ({ random }, { type }) => sampleOf(type, random))),
  'x-extensible-enum': keyword('x-extensible-enum', ['string'], ({ random }) => random.some(['a', 'b', 'c'], 0.6)),
  'change type': ofSchema((schema, { random, openapi }) => {
    const type = random.pick(anyType) ?? 'string'
    return put(
      schema,
      'type',
      openapi === '3.1.0' && random.chance(0.3) ? [type, random.pick(['string', 'null'])] : type,
    )
  }),
  'remove type': ofSchema((schema) => remove(schema, 'type')),
  format: ofSchema((schema, { random }) => {
    if (schema['format'] !== undefined && random.chance(0.4)) return remove(schema, 'format')
    const [type] = typesOf(schema)
    const format = random.pick(formats[type ?? ''] ?? [])
    return format !== undefined && put(schema, 'format', format)
  }),
  nullable: ofSchema((schema, { openapi }) => {
    if (openapi === '3.0.3') return toggle(schema, 'nullable')
    const types = typesOf(schema)
    const others = types.filter((type) => type !== 'null')
    if (others.length === 0) return false
    return put(schema, 'type', types.length > others.length ? others : [...types, 'null'])
  }),
  readOnly: ofSchema((schema) => toggle(schema, 'readOnly')),
  writeOnly: ofSchema((schema) => toggle(schema, 'writeOnly')),
  deprecate: ofSchema((schema, maker) => deprecate(schema, maker)),
  'change stability': ofSchema((schema, maker) => restabilise(schema, maker)),
  describe: ofSchema((schema) => put(schema, 'description', 'In other words.')),
  'add property': ofType(['object'], (schema, maker) => {
    const properties = isObject(schema['properties']) ? schema['properties'] : {}
    schema['properties'] = properties
    if (maker.random.chance(0.5)) schema['required'] = [...requiredOf(schema), 'added']
    return put(properties, 'added', small(maker))
  }),
  'remove property': ofSchema((schema, { random }) => {
    const { properties } = schema
    if (!isObject(properties)) return false
    const name = random.pick(Object.keys(properties)) ?? ''
    if (random.chance(0.8)) schema['required'] = requiredOf(schema).filter((other) => other !== name)
    return remove(properties, name)
  }),
  'toggle required': ofSchema((schema, { random }) => {
    const names = isObject(schema['properties']) ? Object.keys(schema['properties']) : []
    const name = random.pick(names)
    if (name === undefined) return false
    const required = requiredOf(schema)
    const others = required.filter((other) => other !== name)
    return put(schema, 'required', others.length < required.length ? others : [...required, name])
  }),
  'reorder properties': ofSchema((schema) => {
    if (!isObject(schema['properties'])) return false
    return put(schema, 'properties', Object.fromEntries(Object.entries(schema['properties']).reverse()))
  }),
  'change items': ofType(['array'], (schema, maker) => put(schema, 'items', small(maker))),
  replace: (place, maker) => {
    place.replace(place.under === 'components' ? maker.written(1) : small(maker))
    return true
  },
  extract: (place, _, { components }) => {
    if (place.under === 'components' || '$ref' in place.schema) return false
    const schemas = sectionOf(components, 'schemas')
    schemas['Extracted'] = place.schema
    place.replace({ $ref: '#/components/schemas/Extracted' })
    return true
  },
  inline: (place, _, { components }) => {
    const name = String(place.schema['$ref']).replace('#/components/schemas/', '')
    const target = components['schemas']?.[name]
    if (!isObject(target)) return false
    place.replace(structuredClone(target))
    return true
  },
  wrap: (place, { random }) => {
    if (place.under === 'components') return false
    place.replace({ [random.pick(['allOf', 'oneOf', 'anyOf'])]: [place.schema] })
    return true
  },
  'add member': (place, maker) => ofComposition(place, (members) => members.push(small(maker)) > 0),
  'remove member': (place, { random }) =>
    ofComposition(place, (members) => members.length > 1 && members.splice(random.int(members.length), 1).length > 0),
  'reorder members': (place) => ofComposition(place, (members) => members.reverse().length > 1),
  not: keyword('not', anyType, small),
  discriminator: ofSchema((schema, { random }) => {
    if (!Array.isArray(schema['oneOf'])) return false
    if (schema['discriminator'] !== undefined && random.chance(0.4)) return remove(schema, 'discriminator')
    return put(schema, 'discriminator', { propertyName: random.pick(['id', 'name']) })
  }),
  // By name, because an object with a `then` of its own is taken for a promise.
  ...Object.fromEntries(['if', 'then', 'else'].map((key) => [key, in31(keyword(key, anyType, small))])),
  prefixItems: in31(
    keyword('prefixItems', ['array'], (maker) => [small(maker), small(maker)].slice(maker.random.int(2))),
  ),
  contains: in31(keyword('contains', ['array'], small)),
  minContains: in31(keyword('minContains', ['array'], upTo9)),
  maxContains: in31(keyword('maxContains', ['array'], upTo9)),
  unevaluatedItems: in31(keyword('unevaluatedItems', ['array'], small)),
  propertyNames: in31(keyword('propertyNames', ['object'], small)),
  patternProperties: in31(keyword('patternProperties', ['object'], (maker) => ({ '^x': small(maker) }))),
  dependentRequired: in31(
    keyword('dependentRequired', ['object'], ({ random }) => ({ id: random.some(['name', 'tag'], 0.6) })),
  ),
  dependentSchemas: in31(keyword('dependentSchemas', ['object'], (maker) => ({ id: small(maker) }))),
  unevaluatedProperties: in31(keyword('unevaluatedProperties', ['object'], small)),
  contentMediaType: in31(
    keyword('contentMediaType', ['string'], ({ random }) => random.pick(['application/json', 'image/png'])),
  ),
  contentEncoding: in31(keyword('contentEncoding', ['string'], ({ random }) => random.pick(['base64', 'base32']))),
  contentSchema: in31(keyword('contentSchema', ['string'], small)),
}

function ofComposition({ schema }: SchemaPlace, edit: (members: Json[]) => boolean): boolean {
  const members = schema['allOf'] ?? schema['oneOf'] ?? schema['anyOf']
  return Array.isArray(members) && edit(members)
}

function typesOf({ type }: JsonObject): readonly string[] {
  return (Array.isArray(type) ? type : [type]).filter((name) => typeof name === 'string')
}

function requiredOf({ required }: JsonObject): readonly string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : []
}
