import { isDeepStrictEqual } from 'node:util'
import type { Scalar } from '../../base/fix.ts'
import { type Pointer, pointerTo } from '../../base/place.ts'
import { textPattern } from '../../base/text-pattern.ts'
import type { Contract, Json, JsonObject } from '../../contract/contract.ts'
import { isObject, refOf } from '../../contract/grammar.ts'
import { resolve } from '../../contract/resolve.ts'
import { entriesOf, itemsOf, type Part } from './operations.ts'

/** What is wrong with a value: where in it, and a clause that follows the name of that place. */
export interface Fault {
  readonly pointer: Pointer
  readonly what: string
  /** The same scalar in the type that is wanted, where it is written in another: `"4"` for 4, 2027 for `"2027"`. */
  readonly instead?: Scalar
}

type Check = (schema: JsonObject, value: Json) => string | null

const deepest = 100

/**
 * The first thing in which a value breaks its schema. `null` where it breaks nothing that is asked here: what conditions, `not` and
 * the counting of `oneOf` say is left out, so that a fault is always one.
 */
export function faultOf(contract: Contract, schema: Part, value: Json, pointer: Pointer = '', depth = 0): Fault | null {
  if (depth > deepest || (value === null && schema.value['nullable'] === true)) return null
  const below = (part: Part, inner: Json, at = pointer) => faultOf(contract, part, inner, at, depth + 1)
  const ref = refOf(schema.value)
  const target = ref === undefined ? null : resolve(contract, schema.file, ref)
  if (ref !== undefined && (target === null || !isObject(target.value))) return null
  if (target !== null && isObject(target.value) && target.value !== schema.value) {
    const fault = below({ ...target, value: target.value }, value)
    if (fault !== null || contract.openapi === '3.0') return fault
  }
  for (const check of checks) {
    const what = check(schema.value, value)
    if (what !== null) return { pointer, what, ...(check === ofType && insteadOf(schema.value, value)) }
  }
  for (const part of itemsOf(contract, schema, 'allOf')) {
    const fault = below(part, value)
    if (fault !== null) return fault
  }
  for (const keyword of ['anyOf', 'oneOf']) {
    const faults = itemsOf(contract, schema, keyword).map((part) => below(part, value))
    if (faults.length > 0 && faults.every((fault) => fault !== null))
      return faults.length === 1 ? (faults[0] ?? null) : { pointer, what: `fits none of its \`${keyword}\`` }
  }
  if (Array.isArray(value)) return faultInList(contract, schema, value as readonly Json[], pointer, depth)
  return isObject(value) ? faultInObject(contract, schema, value, pointer, depth) : null
}

function faultInList(contract: Contract, schema: Part, list: readonly Json[], pointer: Pointer, depth: number) {
  const { items, prefixItems } = schema.value
  if (!isObject(items) || prefixItems !== undefined) return null
  const part: Part = { file: schema.file, pointer: pointerTo(schema.pointer, 'items'), value: items }
  for (const [index, item] of list.entries()) {
    const fault = faultOf(contract, part, item, pointerTo(pointer, index), depth + 1)
    if (fault !== null) return fault
  }
  return null
}

function faultInObject(contract: Contract, schema: Part, value: JsonObject, pointer: Pointer, depth: number) {
  const properties = entriesOf(contract, schema, 'properties')
  const { required, additionalProperties: rest, patternProperties } = schema.value
  for (const name of Array.isArray(required) ? (required as readonly Json[]) : []) {
    if (typeof name !== 'string' || Object.hasOwn(value, name)) continue
    // Whether this is what is sent or what comes back, an example of a schema does not say.
    const { readOnly, writeOnly } = properties.get(name)?.value ?? {}
    if (readOnly !== true && writeOnly !== true) return { pointer, what: `lacks \`${name}\`` }
  }
  const isClosed = rest === false && patternProperties === undefined && !isAlso(schema.value)
  for (const [name, inner] of Object.entries(value)) {
    const property = isObject(schema.value['properties']) ? schema.value['properties'][name] : undefined
    if (property === undefined && isClosed) return { pointer, what: `has no room for \`${name}\`` }
    const other = patternProperties === undefined && isObject(rest) ? rest : undefined
    const part = isObject(property) ? property : property === undefined ? other : undefined
    if (part === undefined) continue
    const at = property === undefined ? ['additionalProperties'] : ['properties', name]
    const place: Part = { file: schema.file, pointer: pointerTo(schema.pointer, ...at), value: part }
    const fault = faultOf(contract, place, inner, pointerTo(pointer, name), depth + 1)
    if (fault !== null) return fault
  }
  return null
}

/** A closed part of a whole closes it against the other parts: that is the schema's mistake, not the example's. */
function isAlso(schema: JsonObject): boolean {
  return ['allOf', 'anyOf', 'oneOf', '$ref'].some((key) => Object.hasOwn(schema, key))
}

/**
 * A text that reads as a number, or a number or truth value that was meant as a text: YAML takes what has no quotes for what it
 * looks like.
 */
function insteadOf({ type }: JsonObject, value: Json): { readonly instead: Scalar } | null {
  const isText = typeof value === 'string'
  if (
    isText &&
    (type === 'integer' || type === 'number') &&
    String(Number(value)) === value &&
    isOf(type, Number(value))
  )
    return { instead: Number(value) }
  return type === 'string' && (typeof value === 'number' || typeof value === 'boolean')
    ? { instead: String(value) }
    : null
}

const ofType: Check = ({ type }, value) => {
  const types = (Array.isArray(type) ? type : [type]).filter((each) => typeof each === 'string')
  if (types.length === 0 || types.some((each) => isOf(each, value))) return null
  return `is ${nameOf(value)}, not ${types.map((each) => typeNames[each] ?? `\`${each}\``).join(' or ')}`
}

const checks: readonly Check[] = [
  ofType,
  ({ enum: values }, value) =>
    Array.isArray(values) && !values.some((each) => isDeepStrictEqual(each, value))
      ? 'is none of the values there are'
      : null,
  (schema, value) =>
    Object.hasOwn(schema, 'const') && !isDeepStrictEqual(schema['const'], value)
      ? 'is not the one value it can be'
      : null,
  ({ minLength, maxLength, pattern, format }, value) => {
    if (typeof value !== 'string') return null
    const length = [...value].length
    if (typeof minLength === 'number' && length < minLength) return `is shorter than ${minLength}`
    if (typeof maxLength === 'number' && length > maxLength) return `is longer than ${maxLength}`
    if (typeof pattern === 'string' && textPattern(pattern)?.matches(value) === false)
      return `does not match \`${pattern}\``
    const wanted = typeof format === 'string' ? formats[format] : undefined
    return wanted !== undefined && !wanted.test(value) ? `is no \`${String(format)}\`` : null
  },
  ({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }, value) => {
    if (typeof value !== 'number') return null
    const [least, most] = [
      exclusiveMinimum === true ? minimum : exclusiveMinimum,
      exclusiveMaximum === true ? maximum : exclusiveMaximum,
    ]
    if (typeof least === 'number' && value <= least) return `is not above ${least}`
    if (typeof most === 'number' && value >= most) return `is not below ${most}`
    if (typeof minimum === 'number' && value < minimum) return `is below ${minimum}`
    return typeof maximum === 'number' && value > maximum ? `is above ${maximum}` : null
  },
  ({ minItems, maxItems }, value) => {
    if (!Array.isArray(value)) return null
    if (typeof minItems === 'number' && value.length < minItems) return `has fewer than ${minItems} items`
    return typeof maxItems === 'number' && value.length > maxItems ? `has more than ${maxItems} items` : null
  },
]

/** Those whose texts can be told without doubt (RFC 3339 sections 5.6, RFC 9562 section 4). */
const formats: Readonly<Record<string, RegExp>> = {
  'date-time': /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  uuid: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'an integer',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'an object',
  null: '`null`',
}

function isOf(type: unknown, value: Json): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isObject(value)
  return typeof value === type || !['string', 'number', 'boolean'].includes(String(type))
}

function nameOf(value: Json): string {
  if (value === null) return '`null`'
  if (typeof value === 'boolean') return `\`${value}\``
  if (Array.isArray(value)) return 'a list'
  return { string: 'a text', number: 'a number', object: 'an object' }[typeof value as 'string' | 'number' | 'object']
}
