import type { Json, JsonObject } from './contract.ts'
import { isObject, refOf } from './grammar.ts'

export interface PlainSchemaOptions {
  /** OpenAPI 3.0: another dialect, and what stands beside a `$ref` does not count. */
  readonly isOld: boolean
  /** What nobody has to send, required or not: of requests `readOnly`, of answers `writeOnly` (OpenAPI 3.0 section 4.7.24.2). */
  readonly leftOut: 'readOnly' | 'writeOnly'
  readonly resolve: (schema: Json) => Json | undefined
  /** What to write in place of a `$ref`. */
  readonly refer: (ref: string) => string
}

const schemaKeys = new Set([
  ...['additionalProperties', 'contains', 'else', 'if', 'items', 'not', 'propertyNames', 'then'],
  ...['unevaluatedItems', 'unevaluatedProperties'],
])
const schemaLists = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const schemaMaps = new Set(['dependentSchemas', 'patternProperties', 'properties'])
/** What judges nothing, and what OpenAPI means by other words. Ids and anchors would change what references mean. */
const dropped = new Set([
  ...['$anchor', '$comment', '$defs', '$dynamicAnchor', '$dynamicRef', '$id', '$schema', '$vocabulary'],
  ...['contentEncoding', 'contentMediaType', 'contentSchema', 'default', 'definitions', 'deprecated', 'description'],
  ...['discriminator', 'example', 'examples', 'externalDocs', 'nullable', 'readOnly', 'title', 'writeOnly', 'xml'],
])

/**
 * A schema of OpenAPI for requests or for answers, as JSON Schema 2020-12 that says the same: `nullable` and the boolean bounds of
 * 3.0 rewritten, properties that only the other ones have not required, and nothing that only people read.
 */
export function plainSchema(schema: Json, options: PlainSchemaOptions): Json {
  if (!isObject(schema)) return typeof schema === 'boolean' ? schema : true
  const ref = refOf(schema)
  if (ref !== undefined && options.isOld) return { $ref: options.refer(ref) }
  const plain: Record<string, Json> = {}
  for (const [key, value] of Object.entries(schema)) {
    if (dropped.has(key) || key.startsWith('x-')) continue
    plain[key] = plainMember(key, value, options)
  }
  if (options.isOld) liftOld(plain, schema)
  const required = requiredHere(schema, options)
  if (required !== null) plain['required'] = required
  return plain
}

function plainMember(key: string, value: Json, options: PlainSchemaOptions): Json {
  if (key === '$ref' && typeof value === 'string') return options.refer(value)
  if (schemaKeys.has(key)) return plainSchema(value, options)
  if (schemaLists.has(key) && Array.isArray(value)) return value.map((part) => plainSchema(part, options))
  if (schemaMaps.has(key) && isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plainSchema(part, options)]))
  return value
}

/** OpenAPI 3.0 section 4.7.24: `nullable` counts where there is a `type`; bounds are exclusive by a flag beside them. */
function liftOld(plain: Record<string, Json>, schema: JsonObject): void {
  if (schema['nullable'] === true && typeof schema['type'] === 'string') {
    plain['type'] = [schema['type'], 'null']
    if (Array.isArray(schema['enum']) && !schema['enum'].includes(null)) plain['enum'] = [...schema['enum'], null]
  }
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (typeof schema[flag] !== 'boolean') continue
    delete plain[flag]
    if (schema[flag] !== true || schema[bound] === undefined) continue
    plain[flag] = schema[bound]
    delete plain[bound]
  }
}

/** `required` without what is left out; `null` where all stays. */
function requiredHere(schema: JsonObject, { resolve, leftOut }: PlainSchemaOptions): Json | null {
  const { required, properties } = schema
  if (!Array.isArray(required) || !isObject(properties)) return null
  const isLeftOut = (name: Json) => {
    const written = typeof name === 'string' && Object.hasOwn(properties, name) ? properties[name] : undefined
    return [written, written && resolve(written)].some((part) => isObject(part) && part[leftOut] === true)
  }
  return required.filter((name) => !isLeftOut(name))
}
