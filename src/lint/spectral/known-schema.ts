/**
 * Most examples are right, and to see that takes no compiled validator. Schemas made of nothing but the keywords listed here are
 * judged directly, exactly as ajv would judge them; of any other nothing is said, and ajv is asked. So a mistake can only lie in
 * what stands here, and every contract at hand is compared with ajv's own answers.
 */
import { fullFormats } from './internals.ts'

type Value = unknown
type Schema = Readonly<Record<string, unknown>>
export type Dialect = 'draft4' | 'draft2020-12'

/** What is known of a schema before a value is seen. */
export type Knowledge =
  /** Every keyword is one of those below, rightly used. */
  | 'judged'
  /** The same, but it holds a reference that was left alone because it leads in a circle: ajv refuses it, and Spectral says nothing. */
  | 'silent'
  /** The same, but somewhere it says `nullable` without `type`: ajv refuses it, and Spectral says so of every example. */
  | 'refused'
  | 'unknown'

/** Which properties need not be there though they are required: those that only the other side sends. */
export type Side = 'readOnly' | 'writeOnly' | null

export class SchemaJudge {
  readonly #dialect: Dialect
  readonly #known = new Map<object, Knowledge>()
  readonly #patterns = new Map<string, RegExp>()

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  knowledgeOf(schema: unknown): Knowledge {
    if (!isObject(schema)) return 'unknown'
    const known = this.#known.get(schema)
    if (known !== undefined) return known
    this.#known.set(schema, 'unknown') // a circle is not for us
    const knowledge = this.#study(schema)
    this.#known.set(schema, knowledge)
    return knowledge
  }

  #study(schema: Schema): Knowledge {
    let knowledge: Knowledge = 'judged'
    for (const [keyword, value] of Object.entries(schema)) {
      knowledge = together(knowledge, this.#keyword(keyword, value, schema))
      if (knowledge === 'unknown') break
    }
    return knowledge
  }

  #keyword(keyword: string, value: Value, schema: Schema): Knowledge {
    if (keyword.startsWith('x-')) return 'judged'
    switch (keyword) {
      case 'type':
        return judgedIf(Array.isArray(value) ? isSet(value, isTypeName) && value.length > 0 : isTypeName(value))
      case 'nullable':
        if (!('type' in schema)) return 'refused'
        return judgedIf(value === true || (value === false && !typesOf(schema).includes('null')))
      case 'enum':
        return judgedIf(Array.isArray(value) && value.length > 0 && isSet(value, isScalar))
      case 'properties':
        return isObject(value) && !Object.keys(value).some((name) => name in Object.prototype)
          ? this.#all(Object.values(value))
          : 'unknown'
      case 'items':
        return this.knowledgeOf(value)
      case 'additionalProperties':
        return typeof value === 'boolean' ? 'judged' : this.knowledgeOf(value)
      case 'allOf':
      case 'oneOf':
        return Array.isArray(value) && value.length > 0 ? this.#all(value) : 'unknown'
      case 'anyOf':
        return Array.isArray(value) && value.length > 0 ? this.#anyOf(value) : 'unknown'
      case 'required':
        return judgedIf(
          Array.isArray(value) && isSet(value, isText) && (value.length > 0 || this.#dialect === 'draft2020-12'),
        )
      case '$ref':
        return typeof value === 'string' && /^#\/components\/[\w./-]+$/.test(value) ? 'silent' : 'unknown'
      default:
        return judgedIf(this.#limit(keyword, value, schema) ?? this.#annotation(keyword, value))
    }
  }

  #all(schemas: readonly unknown[]): Knowledge {
    let knowledge: Knowledge = 'judged'
    for (const schema of schemas) {
      knowledge = together(knowledge, this.knowledgeOf(schema))
      if (knowledge === 'unknown') break
    }
    return knowledge
  }

  /** With a branch that takes everything, ajv does not look at the others. */
  #anyOf(branches: readonly unknown[]): Knowledge {
    const knowledge = this.#all(branches)
    return knowledge === 'judged' || branches.every((branch) => hasRules(branch as Schema)) ? knowledge : 'unknown'
  }

  #limit(keyword: string, value: Value, schema: Schema): boolean | null {
    switch (keyword) {
      case 'minLength':
      case 'maxLength':
      case 'minItems':
      case 'maxItems':
      case 'minProperties':
      case 'maxProperties':
        return Number.isInteger(value) && (value as number) >= 0
      case 'minimum':
      case 'maximum':
        return typeof value === 'number'
      case 'exclusiveMinimum':
        return this.#dialect === 'draft4'
          ? typeof value === 'boolean' && 'minimum' in schema
          : typeof value === 'number'
      case 'exclusiveMaximum':
        return this.#dialect === 'draft4'
          ? typeof value === 'boolean' && 'maximum' in schema
          : typeof value === 'number'
      case 'multipleOf':
        return typeof value === 'number' && value > 0
      case 'uniqueItems':
        return typeof value === 'boolean'
      case 'pattern':
        return typeof value === 'string' && !value.includes('\\Z') && this.#pattern(value) !== null
      case 'format':
        return typeof value === 'string'
      default:
        return null
    }
  }

  #annotation(keyword: string, value: Value): boolean {
    switch (keyword) {
      case 'title':
      case 'description':
        return typeof value === 'string'
      case 'default':
      case 'example':
      case 'xml':
      case 'externalDocs':
      case 'discriminator':
        return true
      case 'deprecated':
      case 'readOnly':
      case 'writeOnly':
        return typeof value === 'boolean'
      case 'examples':
        return Array.isArray(value)
      default:
        return false
    }
  }

  #pattern(text: string): RegExp | null {
    let pattern = this.#patterns.get(text)
    if (!pattern) {
      try {
        pattern = new RegExp(text)
      } catch {
        return null
      }
      this.#patterns.set(text, pattern)
    }
    return pattern
  }

  /** Of a schema that is `judged`. Throws `Unsure` where a value is compared in a way that is not understood here. */
  isValid(value: Value, schema: Schema, side: Side): boolean {
    return (
      isOfType(value, schema) &&
      this.#isListed(value, schema) &&
      (typeof value !== 'number' || this.#isNumberValid(value, schema)) &&
      (typeof value !== 'string' || this.#isTextValid(value, schema)) &&
      (!Array.isArray(value) || this.#isListValid(value, schema, side)) &&
      (!isObject(value) || this.#isObjectValid(value, schema, side)) &&
      this.#isCombinationValid(value, schema, side)
    )
  }

  #isListed(value: Value, schema: Schema): boolean {
    const list = schema['enum'] as readonly unknown[] | undefined
    return list === undefined || list.includes(value)
  }

  #isNumberValid(value: number, schema: Schema): boolean {
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

  #isTextValid(value: string, schema: Schema): boolean {
    const { minLength, maxLength, pattern } = schema as { minLength?: number; maxLength?: number; pattern?: string }
    if (minLength !== undefined && lengthOf(value) < minLength) return false
    if (maxLength !== undefined && lengthOf(value) > maxLength) return false
    if (pattern !== undefined && this.#pattern(pattern)?.test(value) !== true) return false
    return hasFormat(value, schema['format'])
  }

  #isListValid(value: readonly unknown[], schema: Schema, side: Side): boolean {
    const { minItems, maxItems, items, uniqueItems } = schema
    if (minItems !== undefined && value.length < (minItems as number)) return false
    if (maxItems !== undefined && value.length > (maxItems as number)) return false
    if (uniqueItems === true && value.length > 1) {
      if (!value.every(isScalar)) throw new Unsure()
      if (new Set(value).size < value.length) return false
    }
    return items === undefined || value.every((item) => this.isValid(item, items as Schema, side))
  }

  #isObjectValid(value: Schema, schema: Schema, side: Side): boolean {
    const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>
    const { minProperties, maxProperties, additionalProperties: others } = schema
    const names = Object.keys(value)
    if (minProperties !== undefined && names.length < (minProperties as number)) return false
    if (maxProperties !== undefined && names.length > (maxProperties as number)) return false
    for (const name of (schema['required'] ?? []) as readonly string[])
      if (value[name] === undefined && !(side !== null && properties[name]?.[side] === true)) return false
    for (const name of names) {
      const property = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (property !== undefined) {
        if (!this.isValid(value[name], property, side)) return false
      } else if (others === false) return false
      else if (isObject(others) && !this.isValid(value[name], others, side)) return false
    }
    return true
  }

  /**
   * A smaller schema that says the same of the given values, down to the errors: what they all fulfil, and what none of them has, is
   * left out. Compiling the whole of a schema only to see what is wrong with one value takes a hundred times as long.
   */
  cut(schema: Schema, values: readonly Value[], side: Side): Schema {
    const cut: Record<string, unknown> = {}
    const fitting = (part: unknown, concerned: readonly Value[]) =>
      concerned.every((value) => this.isValid(value, part as Schema, side))
    const rest = (part: unknown, concerned: readonly Value[]) =>
      fitting(part, concerned) ? direction(part as Schema) : this.cut(part as Schema, concerned, side)
    const objects = values.filter(isObject)
    for (const [keyword, part] of Object.entries(schema))
      switch (keyword) {
        case 'properties': {
          const parts = Object.entries(part as Schema).map(([name, property]) => {
            const concerned = objects.flatMap((value) => (Object.hasOwn(value, name) ? [value[name]] : []))
            return [name, rest(property, concerned)] as const
          })
          cut[keyword] = Object.fromEntries(parts.filter(([name, property]) => isNeeded(name, property, objects)))
          break
        }
        case 'items':
          cut[keyword] = rest(part, values.filter(Array.isArray).flat(1))
          break
        case 'additionalProperties': {
          const named = (schema['properties'] ?? {}) as Schema
          const others = objects.flatMap((value) =>
            Object.keys(value).flatMap((name) => (Object.hasOwn(named, name) ? [] : [value[name]])),
          )
          cut[keyword] = typeof part === 'boolean' ? part : rest(part, others)
          break
        }
        case 'allOf':
        case 'anyOf':
        case 'oneOf':
          cut[keyword] = (part as readonly Schema[]).map((branch) => rest(branch, values))
          break
        default:
          if (!words.has(keyword) || isOfUse.has(keyword)) cut[keyword] = part
      }
    return cut
  }

  #isCombinationValid(value: Value, { allOf, anyOf, oneOf }: Schema, side: Side): boolean {
    const holds = (schema: unknown) => this.isValid(value, schema as Schema, side)
    if (Array.isArray(allOf) && !allOf.every(holds)) return false
    if (Array.isArray(anyOf) && !anyOf.some(holds)) return false
    return !Array.isArray(oneOf) || oneOf.filter(holds).length === 1
  }
}

export class Unsure extends Error {}

function together(one: Knowledge, other: Knowledge): Knowledge {
  if (one === other || other === 'judged') return one
  return one === 'judged' ? other : 'unknown'
}

/** What says nothing about a value. */
const words = new Set([
  'title',
  'description',
  'default',
  'example',
  'examples',
  'xml',
  'externalDocs',
  'discriminator',
  'deprecated',
  'readOnly',
  'writeOnly',
])

/** False where a schema takes every value, whatever else it says. */
function hasRules(schema: Schema): boolean {
  return Object.keys(schema).some((keyword) => !words.has(keyword) && !keyword.startsWith('x-'))
}

/** Stands for any schema that is `refused`. */
export const refusedSchema: Schema = { nullable: true, minLength: 0 }

/** What still tells something where the words are left out. */
const isOfUse = new Set(['readOnly', 'writeOnly'])

/** Of a property that is right or absent this alone counts: it tells whether the property may be absent. */
function direction({ readOnly, writeOnly }: Schema): Schema {
  return { ...(readOnly === true ? { readOnly } : {}), ...(writeOnly === true ? { writeOnly } : {}) }
}

function isNeeded(name: string, property: Schema, objects: readonly Schema[]): boolean {
  return Object.keys(property).length > 0 || objects.some((value) => Object.hasOwn(value, name))
}

function judgedIf(isUnderstood: boolean): Knowledge {
  return isUnderstood ? 'judged' : 'unknown'
}

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const isText = (value: unknown) => typeof value === 'string'
const isScalar = (value: unknown) => typeof value !== 'object' || value === null
const typeNames = new Set<unknown>(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'])
const isTypeName = (value: unknown) => typeNames.has(value)

function isSet(list: readonly unknown[], isMember: (value: unknown) => boolean): boolean {
  return list.every(isMember) && new Set(list).size === list.length
}

function typesOf({ type }: Schema): readonly string[] {
  return (Array.isArray(type) ? type : [type]) as readonly string[]
}

function isOfType(value: Value, schema: Schema): boolean {
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
