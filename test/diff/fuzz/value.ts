import { isObject, type Json, type JsonObject } from './pair.ts'
import type { Random } from './random.ts'

/** A value that the schema likely, but not surely, accepts. `document` is what its references lead into. */
export function randomValue(random: Random, schema: Json | undefined, document: JsonObject, depth = 4): Json {
  if (!isObject(schema) || random.chance(0.05)) return anyValue(random, depth)
  if (typeof schema['$ref'] === 'string') {
    const [, , section = '', name = ''] = schema['$ref'].split('/')
    const { components } = document
    const members = isObject(components) ? components[section] : undefined
    return depth < 0 ? null : randomValue(random, isObject(members) ? members[name] : undefined, document, depth - 1)
  }
  const members = [schema['allOf'], schema['oneOf'], schema['anyOf']].flatMap((list) =>
    Array.isArray(list) ? list : [],
  )
  if (members.length > 0 && depth > 0) {
    if (Array.isArray(schema['allOf'])) {
      const values = members.map((member) => randomValue(random, member, document, depth - 1))
      return values.every(isObject) ? Object.assign({}, ...values) : (random.pick(values) ?? null)
    }
    return randomValue(random, random.pick(members), document, depth - 1)
  }
  if (schema['const'] !== undefined) return schema['const']
  if (Array.isArray(schema['enum'])) return random.pick(schema['enum']) ?? null
  const type = Array.isArray(schema['type']) ? random.pick(schema['type']) : schema['type']
  return ofType(random, type, schema, document, depth)
}

function ofType(random: Random, type: Json | undefined, schema: JsonObject, document: JsonObject, depth: number): Json {
  const number = (key: string, otherwise: number) => {
    const bound = schema[key]
    return typeof bound === 'number' ? bound : otherwise
  }
  if (type === 'string') {
    const length = number('minLength', 0) + random.int(3)
    return random.pick(['a', 'b', 'z']).repeat(Math.min(length, number('maxLength', 20)))
  }
  if (type === 'integer' || type === 'number') {
    const low = number('minimum', number('exclusiveMinimum', -2))
    const value = low + random.int(Math.max(1, number('maximum', low + 9) - low + 1))
    return type === 'number' && random.chance(0.4) ? value + 0.5 : value
  }
  if (type === 'boolean') return random.chance(0.5)
  if (type === 'array' || (type === undefined && isObject(schema['items']))) {
    const length = Math.min(number('minItems', 0) + random.int(3), 9)
    return Array.from({ length }, () => randomValue(random, schema['items'], document, depth - 1))
  }
  if (type === 'object' || (type === undefined && isObject(schema['properties']))) {
    const properties = isObject(schema['properties']) ? schema['properties'] : {}
    const required = Array.isArray(schema['required']) ? schema['required'] : []
    const names = Object.keys(properties).filter(
      (name) => required.includes(name) || random.chance(depth > 0 ? 0.5 : 0),
    )
    const value: JsonObject = {}
    for (const name of names) value[name] = randomValue(random, properties[name], document, depth - 1)
    if (random.chance(0.2)) value['more'] = anyValue(random, depth)
    return value
  }
  return type === 'null' ? null : anyValue(random, depth)
}

function anyValue(random: Random, depth: number): Json {
  const scalars: readonly Json[] = [null, true, 0, 3, 1.5, '', 'a', 'abc']
  const roll = random.next()
  if (depth > 0 && roll < 0.2) return { id: anyValue(random, depth - 1) }
  return depth > 0 && roll < 0.3 ? [anyValue(random, depth - 1)] : (random.pick(scalars) ?? null)
}
