/** Which schemas can be judged without ajv, and what it says of those it refuses. */
import { hasRules, isObject, isScalar, type Schema, typesOf } from './schema.ts'

/** `functions`: of the schemas that functions of rules are defined with, the last draft's with words of their own for what is wrong. */
export type Dialect = 'draft4' | 'draft2020-12' | 'functions'

/** What is known of a schema before a value is seen. */
export type Knowledge =
  /** Every keyword is one of those below, rightly used. */
  | 'judged'
  /** The same, but it holds a reference that was left alone because it leads in a circle: ajv refuses it, and Spectral says nothing. */
  | 'silent'
  /** The same, but somewhere it says `nullable` without `type`: ajv refuses it, and Spectral says so of every example. */
  | 'refused'
  | 'unknown'

/** What is known of the schemas of one document. */
export class SchemaKnowledge {
  readonly #dialect: Dialect
  readonly #known = new Map<object, Knowledge>()

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

  #keyword(keyword: string, value: unknown, schema: Schema): Knowledge {
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
      case 'patternProperties':
        return judgedIf(this.#dialect === 'functions' && isObject(value) && isAnythingByName(value))
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
          Array.isArray(value) && isSet(value, isText) && (value.length > 0 || this.#dialect !== 'draft4'),
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

  #limit(keyword: string, value: unknown, schema: Schema): boolean | null {
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
        return typeof value === 'string' && !value.includes('\\Z') && isPattern(value)
      case 'format':
        return typeof value === 'string'
      default:
        return null
    }
  }

  #annotation(keyword: string, value: unknown): boolean {
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
      case 'errorMessage':
        return this.#dialect === 'functions'
      default:
        return false
    }
  }
}

function together(one: Knowledge, other: Knowledge): Knowledge {
  if (one === other || other === 'judged') return one
  return one === 'judged' ? other : 'unknown'
}

function judgedIf(isUnderstood: boolean): Knowledge {
  return isUnderstood ? 'judged' : 'unknown'
}

function isAnythingByName(patterns: Schema): boolean {
  return Object.entries(patterns).every(([pattern, value]) => value === true && isPattern(pattern))
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}

const isText = (value: unknown) => typeof value === 'string'
const typeNames = new Set<unknown>(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'])
const isTypeName = (value: unknown) => typeNames.has(value)

function isSet(list: readonly unknown[], isMember: (value: unknown) => boolean): boolean {
  return list.every(isMember) && new Set(list).size === list.length
}
