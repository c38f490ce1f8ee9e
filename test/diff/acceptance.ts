/** What a schema accepts, judged by ajv, and read as people mean it where they and the letter of JSON Schema differ. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { isObject, type Json, type JsonObject } from './fuzz/pair.ts'

export type Accepts = (value: unknown) => boolean

/** Readers of the schema `Root`, which may refer to itself. */
export interface Reader {
  /** By the letter. */
  readonly accepts: Accepts
  /** With every `oneOf` as an `anyOf`. */
  readonly acceptsLoosely: Accepts
  /** Without properties that an object does not name, unless it names none or invites others. */
  readonly acceptsNamed: Accepts
}

export function readerOf(Root: unknown): Reader {
  const schemas = { Root, Named: closed(Root as Json) }
  return {
    accepts: compiled(schemas, 'Root'),
    acceptsLoosely: compiled(JSON.parse(JSON.stringify(schemas).replaceAll('"oneOf":', '"anyOf":')), 'Root'),
    acceptsNamed: compiled({ Root: inner(Root as Json), Named: closed(Root as Json) }, 'Named'),
  }
}

function compiled(schemas: unknown, name: string): Accepts {
  let validate: ((value: unknown) => unknown) | undefined
  return (value) => {
    validate ??= new Ajv2020({ strict: false, validateFormats: false, logger: false, ownProperties: true }).compile({
      $ref: `#/components/schemas/${name}`,
      components: { schemas },
    })
    return validate(value) === true
  }
}

const inPlace = ['allOf', 'oneOf', 'anyOf']
const alone = ['not', 'if', 'then', 'else']
const below = ['items', 'additionalProperties', 'contains', 'unevaluatedItems', 'unevaluatedProperties']
const naming = ['properties', 'patternProperties']

/** The schema of a whole value: what it does not name stays away. */
function closed(schema: Json): Json {
  if (!isObject(schema)) return schema
  if (schema['$ref'] === '#/components/schemas/Root') return { $ref: '#/components/schemas/Named' }
  return names(schema) ? { allOf: [inner(schema)], unevaluatedProperties: false } : inner(schema)
}

/** A schema that speaks of a value together with others. */
function inner(schema: Json): Json {
  if (!isObject(schema)) return schema
  const copy: JsonObject = { ...schema }
  const each = (value: Json | undefined, change: (schema: Json) => Json): Json | undefined => {
    if (Array.isArray(value)) return value.map(change)
    return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one)])) : value
  }
  const put = (key: string, value: Json | undefined) => {
    if (value !== undefined) copy[key] = value
  }
  for (const key of inPlace) put(key, each(schema[key], inner))
  put('dependentSchemas', each(schema['dependentSchemas'], inner))
  for (const key of alone) if (schema[key] !== undefined) copy[key] = inner(schema[key])
  for (const key of [...naming, 'prefixItems']) put(key, each(schema[key], closed))
  for (const key of below) if (schema[key] !== undefined) copy[key] = closed(schema[key])
  return copy
}

/** True where a schema, or one in its place, names properties. */
function names(schema: Json): boolean {
  if (!isObject(schema)) return false
  if (
    schema['$ref'] !== undefined ||
    naming.some((key) => isObject(schema[key]) && Object.keys(schema[key]).length > 0)
  )
    return true
  const lists = inPlace.flatMap((key) => (Array.isArray(schema[key]) ? schema[key] : []))
  const dependents = isObject(schema['dependentSchemas']) ? Object.values(schema['dependentSchemas']) : []
  return [...lists, ...dependents, ...alone.map((key) => schema[key] ?? null)].some(names)
}
