import type { Half, Json, JsonObject, OpenApi } from './pair.ts'
import type { Random } from './random.ts'

const names = ['id', 'name', 'tag', 'size', 'owner', 'links'] as const
const types = ['string', 'integer', 'number', 'boolean', 'object', 'array'] as const
export const formats: Readonly<Record<string, readonly [string, ...string[]]>> = {
  string: ['date', 'date-time', 'uuid', 'byte', 'email'],
  integer: ['int32', 'int64'],
  number: ['float', 'double'],
}
export const mediaTypes = [
  'application/json',
  'application/xml',
  'application/x-www-form-urlencoded',
  'text/plain',
] as const

/** A small operation under one path, with up to three named schemas. */
export function randomHalf(random: Random, openapi: OpenApi): Half {
  const maker = new Maker(random, openapi)
  const schemas: Record<string, Json> = {}
  for (const name of maker.named) schemas[name] = maker.written(2)
  const methods = random.chance(0.15) ? (['get', 'post'] as const) : [random.pick(['get', 'post', 'put', 'patch'])]
  const pathItem: JsonObject = Object.fromEntries(methods.map((method) => [method, maker.operation(method)]))
  if (random.chance(0.1)) pathItem['parameters'] = [maker.parameter('shared')]
  return { pathItem, components: { schemas } }
}

/** Makes schemas and what holds them. Kept small: what disagrees is found in small things first. */
export class Maker {
  /** The component schemas that may be referred to. */
  readonly named: readonly string[]
  readonly random: Random
  readonly openapi: OpenApi

  constructor(random: Random, openapi: OpenApi, named = ['Pet', 'Owner', 'Shop'].slice(0, random.int(4))) {
    this.random = random
    this.openapi = openapi
    this.named = named
  }

  operation(method: string): JsonObject {
    const { random } = this
    const operation: JsonObject = { responses: this.responses() }
    const parameters = random.some(['limit', 'filter', 'X-Trace'], 0.4).map((name) => this.parameter(name))
    if (parameters.length > 0) operation['parameters'] = parameters
    if (method !== 'get' && random.chance(0.8)) operation['requestBody'] = this.requestBody()
    if (random.chance(0.1)) operation['operationId'] = random.pick(['one', 'two'])
    if (random.chance(0.1)) operation['tags'] = random.some(['a', 'b'], 0.6)
    return operation
  }

  parameter(name: string): JsonObject {
    const { random } = this
    const parameter: JsonObject = {
      name,
      in: name.startsWith('X-') ? 'header' : random.pick(['query', 'query', 'query', 'header', 'cookie']),
      schema: this.schema(1, ['string', 'integer', 'number', 'boolean', 'array']),
    }
    if (random.chance(0.3)) parameter['required'] = true
    return parameter
  }

  requestBody(): JsonObject {
    return { ...(this.random.chance(0.4) ? { required: true } : {}), content: this.content() }
  }

  content(): JsonObject {
    const { random } = this
    const types = random.chance(0.8) ? [mediaTypes[0]] : random.some(mediaTypes, 0.5)
    return Object.fromEntries(types.map((type) => [type, { schema: this.schema(3) }]))
  }

  responses(): JsonObject {
    const { random } = this
    const responses: JsonObject = { 200: this.response() }
    if (random.chance(0.3)) responses[random.pick(['201', '204', '400', '404', '4XX', 'default'])] = this.response()
    return responses
  }

  response(): JsonObject {
    const { random } = this
    const response: JsonObject = { description: 'ok' }
    if (random.chance(0.8)) response['content'] = this.content()
    if (random.chance(0.15)) response['headers'] = { 'X-Rate': this.header() }
    return response
  }

  header(): JsonObject {
    const schema = this.schema(1, ['string', 'integer'])
    return { ...(this.random.chance(0.4) ? { required: true } : {}), schema }
  }

  schema(depth: number, choices: readonly string[] = types): JsonObject {
    const { random } = this
    const roll = random.next()
    if (roll < 0.12 && this.named.length > 0 && choices === types) return this.reference()
    if (roll < 0.18 && depth > 0 && choices === types) return this.composition(depth)
    if (roll < 0.2) return {}
    const type = this.typeFrom(choices, depth)
    const schema: JsonObject = { type }
    if (type === 'object') this.#fillObject(schema, depth)
    else if (type === 'array') this.#fillArray(schema, depth)
    else this.#fillScalar(schema, type)
    if (random.chance(0.08)) this.#makeNullable(schema)
    if (random.chance(0.07)) schema[random.pick(['readOnly', 'writeOnly'])] = true
    return schema
  }

  /** A schema that is not a reference: components that refer to each other in a circle are no contract. */
  written(depth: number): JsonObject {
    const schema = this.schema(depth)
    return '$ref' in schema ? { type: 'object', properties: { of: schema } } : schema
  }

  typeFrom(choices: readonly string[], depth: number): string {
    const fitting = depth > 0 ? choices : choices.filter((type) => type !== 'object' && type !== 'array')
    return this.random.pick(fitting) ?? 'string'
  }

  reference(): JsonObject {
    return { $ref: `#/components/schemas/${this.random.pick(this.named) ?? 'Pet'}` }
  }

  composition(depth: number): JsonObject {
    const { random } = this
    const keyword = random.pick(['allOf', 'oneOf', 'anyOf'])
    return { [keyword]: Array.from({ length: 1 + random.int(3) }, () => this.schema(depth - 1)) }
  }

  #fillObject(schema: JsonObject, depth: number): void {
    const { random } = this
    const present = random.some(names, 0.45)
    schema['properties'] = Object.fromEntries(present.map((name) => [name, this.schema(depth - 1)]))
    const required = random.some(present, 0.4)
    if (required.length > 0) schema['required'] = required
    if (random.chance(0.15)) schema['additionalProperties'] = random.pick([true, false, this.schema(depth - 1)])
    if (random.chance(0.05)) schema['maxProperties'] = 1 + random.int(9)
    if (random.chance(0.05)) schema['minProperties'] = 1 + random.int(9)
  }

  #fillArray(schema: JsonObject, depth: number): void {
    const { random } = this
    schema['items'] = this.schema(depth - 1)
    if (random.chance(0.15)) schema['maxItems'] = 1 + random.int(9)
    if (random.chance(0.15)) schema['minItems'] = random.int(9)
    if (random.chance(0.1)) schema['uniqueItems'] = true
  }

  #fillScalar(schema: JsonObject, type: string): void {
    const { random } = this
    const format = random.chance(0.15) ? random.pick(formats[type] ?? []) : undefined
    if (format !== undefined) schema['format'] = format
    if (type === 'string') {
      if (random.chance(0.15)) schema['enum'] = ['a', ...random.some(['b', 'c'], 0.7)]
      if (random.chance(0.1)) schema['maxLength'] = 1 + random.int(9)
      if (random.chance(0.1)) schema['minLength'] = random.int(9)
      if (random.chance(0.1)) schema['pattern'] = random.pick(['^a', '^[a-z]*$', '.*'])
    } else if (type !== 'boolean') {
      if (random.chance(0.15)) schema['maximum'] = random.int(9)
      if (random.chance(0.15)) schema['minimum'] = random.int(9)
      if (random.chance(0.05)) schema['multipleOf'] = 1 + random.int(5)
      if (random.chance(0.05)) schema['exclusiveMaximum'] = this.openapi === '3.0.3' ? true : random.int(9)
    }
    if (random.chance(0.1)) schema['default'] = sampleOf(type, random)
  }

  #makeNullable(schema: JsonObject): void {
    if (this.openapi === '3.0.3') schema['nullable'] = true
    else schema['type'] = [schema['type'] ?? 'string', 'null']
  }
}

/** A value of the type. */
export function sampleOf(type: Json | undefined, random: Random): Json {
  if (type === 'integer' || type === 'number') return random.int(9)
  if (type === 'boolean') return random.chance(0.5)
  return type === 'string' ? random.pick(['a', 'b', 'c']) : null
}
