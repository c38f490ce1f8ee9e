/**
 * Most examples are right, and to see that takes no compiled validator. Schemas made of nothing but the keywords listed here are
 * judged directly, exactly as ajv would judge them; of any other nothing is said, and ajv is asked. So a mistake can only lie in
 * what stands here, and every contract at hand is compared with ajv's own answers.
 */
import { createRequire } from 'node:module'
import { matches } from './patterns.ts'
import { isObject, isScalar, type Schema, typesOf } from './schema.ts'

const require = createRequire(import.meta.url)
/** Those that ajv knows where Spectral judges. */
const { fullFormats } = createRequire(require.resolve('@stoplight/spectral-functions'))(
  'ajv-formats/dist/formats.js',
) as { readonly fullFormats: Readonly<Record<string, unknown>> }

/** Which properties need not be there though they are required: those that only the other side sends. */
export type Side = 'readOnly' | 'writeOnly' | null

/** Of a schema that is `judged`. Throws `Unsure` where a value is compared in a way that is not understood here. */
export function isValid(value: unknown, schema: Schema, side: Side): boolean {
  return (
    isOfType(value, schema) &&
    isListed(value, schema) &&
    (typeof value !== 'number' || isNumberValid(value, schema)) &&
    (typeof value !== 'string' || isTextValid(value, schema)) &&
    (!Array.isArray(value) || isListValid(value, schema, side)) &&
    (!isObject(value) || isObjectValid(value, schema, side)) &&
    isCombinationValid(value, schema, side)
  )
}

function isListed(value: unknown, schema: Schema): boolean {
  const list = schema['enum'] as readonly unknown[] | undefined
  return list === undefined || list.includes(value)
}

function isNumberValid(value: number, schema: Schema): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema as Record<string, number>
  if (minimum !== undefined && (value < minimum || (schema['exclusiveMinimum'] === true && value === minimum)))
    return false
  if (maximum !== undefined && (value > maximum || (schema['exclusiveMaximum'] === true && value === maximum)))
    return false
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) return false
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) return false
  if (multipleOf !== undefined && value / multipleOf !== Number.parseInt(String(value / multipleOf), 10)) return false
  return hasFormat(value, schema['format'])
}

function isTextValid(value: string, schema: Schema): boolean {
  const { minLength, maxLength, pattern } = schema as { minLength?: number; maxLength?: number; pattern?: string }
  if (minLength !== undefined && lengthOf(value) < minLength) return false
  if (maxLength !== undefined && lengthOf(value) > maxLength) return false
  if (pattern !== undefined && !matches(pattern, '', value)) return false
  return hasFormat(value, schema['format'])
}

function isListValid(value: readonly unknown[], schema: Schema, side: Side): boolean {
  const { minItems, maxItems, items, uniqueItems } = schema
  if (minItems !== undefined && value.length < (minItems as number)) return false
  if (maxItems !== undefined && value.length > (maxItems as number)) return false
  if (uniqueItems === true && value.length > 1) {
    if (!value.every(isScalar)) throw new Unsure()
    if (new Set(value).size < value.length) return false
  }
  return items === undefined || value.every((item) => isValid(item, items as Schema, side))
}

function isObjectValid(value: Schema, schema: Schema, side: Side): boolean {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>
  const { minProperties, maxProperties, additionalProperties: others } = schema
  const patterns = Object.keys(schema['patternProperties'] ?? {}) // what they name may be anything
  const names = Object.keys(value)
  if (minProperties !== undefined && names.length < (minProperties as number)) return false
  if (maxProperties !== undefined && names.length > (maxProperties as number)) return false
  for (const name of (schema['required'] ?? []) as readonly string[])
    if (value[name] === undefined && !(side !== null && properties[name]?.[side] === true)) return false
  for (const name of names) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (property !== undefined) {
      if (!isValid(value[name], property, side)) return false
    } else if (patterns.some((pattern) => matches(pattern, '', name))) continue
    else if (others === false) return false
    else if (isObject(others) && !isValid(value[name], others, side)) return false
  }
  return true
}

function isCombinationValid(value: unknown, { allOf, anyOf, oneOf }: Schema, side: Side): boolean {
  const holds = (schema: unknown) => isValid(value, schema as Schema, side)
  if (Array.isArray(allOf) && !allOf.every(holds)) return false
  if (Array.isArray(anyOf) && !anyOf.some(holds)) return false
  return !Array.isArray(oneOf) || oneOf.filter(holds).length === 1
}

export class Unsure extends Error {}

function isOfType(value: unknown, schema: Schema): boolean {
  if (schema['type'] === undefined || (value === null && schema['nullable'] === true)) return true
  return typesOf(schema).some((type) => {
    switch (type) {
      case 'null':
        return value === null
      case 'array':
        return Array.isArray(value)
      case 'object':
        return isObject(value)
      case 'integer':
        return Number.isInteger(value)
      case 'number':
        return Number.isFinite(value)
      default:
        return typeof value === type
    }
  })
}

/** In code points, as JSON Schema counts. */
function lengthOf(text: string): number {
  let pairs = 0
  for (let at = 1; at < text.length; at++) if (isLow(text.charCodeAt(at)) && isHigh(text.charCodeAt(at - 1))) pairs++
  return text.length - pairs
}

const isHigh = (code: number) => code >= 0xd800 && code <= 0xdbff
const isLow = (code: number) => code >= 0xdc00 && code <= 0xdfff

type Check = RegExp | ((value: never) => boolean) | true

/** A format nobody knows is no demand. Some are of numbers (`int32`), the others of texts. */
function hasFormat(value: string | number, name: unknown): boolean {
  if (typeof name !== 'string' || !Object.hasOwn(fullFormats, name)) return true
  const format = fullFormats[name] as Check | { readonly type?: 'number' | 'string'; readonly validate: Check }
  const isDefinition = typeof format === 'object' && !(format instanceof RegExp)
  const type = (isDefinition ? format.type : undefined) ?? 'string'
  const check = isDefinition ? format.validate : format
  if (type !== typeof value || check === true) return true
  return check instanceof RegExp ? check.test(String(value)) : check(value as never)
}
