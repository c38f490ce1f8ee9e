/**
 * OpenAPI 3.1 said in the words of 3.0, for generators: what they do not know in 3.1 they type as `any`. Every schema position is
 * walked, and only those, so that a property that happens to be called `const` or `$id` stays a property. (The library for this
 * takes it for the keyword, and leaves type lists, `null` in unions and numeric bounds as they are.)
 *
 * What 3.0 cannot say is widened, never narrowed: `if`, `contains` and their like are dropped, a tuple becomes a list of any of its
 * items. A client may then accept more than the contract; it never refuses what the contract allows.
 */
import type { Json, JsonObject } from '../contract/contract.ts'
import { isObject } from './json.ts'

/** How `anyOf` is written: as it stands, or as `oneOf` for generators that make a union type of that only. */
export type Unions = 'oneOf' | 'as-written'

/** The document as OpenAPI 3.0.3, itself unchanged; one of 3.0 only has its unions written as asked. `$ref`s must be internal (`#/…`). */
export function lowerTo30(document: JsonObject, unions: Unions): JsonObject {
  const schemas = new Map<string, Json>(Object.entries(objectAt(objectAt(document, 'components'), 'schemas')))
  const lowering = new Lowering(document, schemas, unions)
  const { webhooks: _webhooks, jsonSchemaDialect: _dialect, ...rest } = document
  const lowered = lowering.part({ paths: {}, ...rest }, false) as Fields
  const components = { ...objectAt(lowered, 'components') }
  delete components['pathItems']
  // Lowering may move further schemas here, so the map is read while it grows.
  const named: [string, Json][] = []
  for (const [name, schema] of schemas) named.push([name, lowering.schema(schema)])
  if (named.length > 0) components['schemas'] = Object.fromEntries(named)
  return { ...lowered, openapi: '3.0.3', components }
}

type Fields = Record<string, Json>
/** The keywords of one schema while they are rewritten. A map, because a key may be `__proto__`. */
type Keywords = Map<string, Json>

/** Objects whose keys are names, not keywords. */
const maps = new Set(
  'paths callbacks content encoding headers links mapping parameters patternProperties properties requestBodies responses schemas scopes securitySchemes variables $defs definitions dependentSchemas'.split(
    ' ',
  ),
)
/** Values that are data, whatever they look like. */
const data = new Set(['default', 'enum', 'const', 'example', 'examples'])
const annotations = new Set(['description', 'summary', 'title', 'example', 'examples', 'default', '$comment'])
const unknownTo30 =
  '$id $schema $anchor $comment $defs definitions $dynamicRef $dynamicAnchor $vocabulary if then else contains minContains maxContains propertyNames patternProperties prefixItems unevaluatedItems unevaluatedProperties dependentRequired dependentSchemas contentEncoding contentMediaType contentSchema examples const'.split(
    ' ',
  )
const keywordsOf: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'format', 'contentEncoding', 'contentMediaType'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'required', 'additionalProperties', 'patternProperties', 'minProperties', 'maxProperties'],
}

class Lowering {
  readonly #document: JsonObject
  readonly #schemas: Map<string, Json>
  readonly #unions: Unions
  readonly #moved = new Map<string, string>()

  constructor(document: JsonObject, schemas: Map<string, Json>, unions: Unions) {
    this.#document = document
    this.#schemas = schemas
    this.#unions = unions
  }

  /** Everything outside of schemas. `named`: the keys of this object are names. */
  part(value: Json, named: boolean): Json {
    if (Array.isArray(value)) return value.map((item: Json) => this.part(item, false))
    if (!isObject(value)) return value
    const target = value['$ref']
    if (!named && typeof target === 'string') return this.#reference(target)
    const fields = Object.entries(value).map(([key, child]): [string, Json] => {
      if (named) return [key, this.part(child, false)]
      if (key === 'schema') return [key, this.schema(child)]
      if (key === 'schemas' || data.has(key)) return [key, child]
      if (key === 'content' && isObject(child)) return [key, this.#content(child)]
      return [key, this.part(child, maps.has(key) && isObject(child))]
    })
    return Object.fromEntries(fields)
  }

  /** A path item may be kept among the components in 3.1 only; other references are 3.0's too, without the texts beside them. */
  #reference(target: string): Json {
    const item = target.startsWith('#/components/pathItems/') ? this.#at(target) : undefined
    return isObject(item) && !('$ref' in item) ? this.part(item, false) : { $ref: target }
  }

  /** A file body needs no schema in 3.1. */
  #content(content: JsonObject): Json {
    const types = Object.entries(content).map(([type, media]): [string, Json] => {
      const binary = !/json|xml|^text\/|form/i.test(type)
      const bare = isObject(media) && (!('schema' in media) || isEmpty(media['schema']))
      if (binary && bare) return [type, { ...media, schema: { type: 'string', format: 'binary' } }]
      return [type, this.part(media, false)]
    })
    return Object.fromEntries(types)
  }

  schema(schema: Json | undefined): Json {
    if (schema === false) return { not: {} }
    if (!isObject(schema)) return {}
    const keywords: Keywords = new Map(Object.entries(schema))
    const target = keywords.get('$ref')
    if (typeof target === 'string') return this.#schemaReference(target, keywords)
    this.#rewrite(keywords)
    for (const keyword of unknownTo30) keywords.delete(keyword)
    for (const [keyword, value] of keywords) keywords.set(keyword, this.#child(keyword, value))
    return Object.fromEntries(keywords)
  }

  #rewrite(keywords: Keywords): void {
    lowerConstants(keywords)
    lowerConstantUnion(keywords)
    lowerNullUnion(keywords)
    lowerTypes(keywords)
    lowerBound(keywords, 'exclusiveMinimum', 'minimum', Math.max)
    lowerBound(keywords, 'exclusiveMaximum', 'maximum', Math.min)
    lowerContent(keywords)
    lowerItems(keywords)
    lowerPatternProperties(keywords)
    const examples = keywords.get('examples')
    if (Array.isArray(examples) && examples.length > 0 && !keywords.has('example')) keywords.set('example', examples[0])
    const any = keywords.get('anyOf')
    if (this.#unions === 'oneOf' && any !== undefined && !keywords.has('oneOf')) {
      keywords.delete('anyOf')
      keywords.set('oneOf', any)
    }
  }

  #child(keyword: string, value: Json): Json {
    if (keyword === 'properties' && isObject(value))
      return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, this.schema(child)]))
    if (keyword === 'items' || keyword === 'not') return this.schema(value)
    if (keyword === 'additionalProperties') return typeof value === 'boolean' ? value : this.schema(value)
    if (['allOf', 'anyOf', 'oneOf'].includes(keyword) && Array.isArray(value))
      return value.map((branch: Json) => this.schema(branch))
    return value
  }

  /** 3.0 ignores what stands beside a `$ref`: texts may go, the rest is said by `allOf`. */
  #schemaReference(target: string, keywords: Keywords): Json {
    const reference = { $ref: this.#namedSchema(target) }
    keywords.delete('$ref')
    for (const keyword of [...annotations, ...unknownTo30]) if (keyword !== 'const') keywords.delete(keyword)
    if (keywords.size === 0) return reference
    const rest = this.schema(Object.fromEntries(keywords)) as Fields
    const all = Array.isArray(rest['allOf']) ? rest['allOf'] : []
    return { ...rest, allOf: [reference, ...all] }
  }

  /** 3.0 reaches schemas by name only; one that stands elsewhere (`#/components/schemas/A/$defs/B`) gets a name of its own. */
  #namedSchema(target: string): string {
    if (/^#\/components\/schemas\/[^/]+$/.test(target)) return target
    const known = this.#moved.get(target)
    if (known !== undefined) return known
    const value = this.#at(target)
    const words = target.split('/').filter((word) => /^[A-Za-z0-9._-]+$/.test(word))
    const last = words.at(-1) ?? 'Schema'
    let name = last
    for (let n = 2; this.#schemas.has(name); n++) name = `${last}${n}`
    const reference = `#/components/schemas/${name}`
    this.#moved.set(target, reference)
    this.#schemas.set(name, value ?? true)
    return reference
  }

  #at(target: string): Json | undefined {
    let at: Json | undefined = this.#document
    for (const segment of target.split('/').slice(1)) {
      const key = decoded(segment).replaceAll('~1', '/').replaceAll('~0', '~')
      if (Array.isArray(at)) at = at[Number(key)]
      else at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
    }
    return at
  }
}

/** `const: x` → `enum: [x]`; `null` leaves the list for `nullable`, and a missing type is read off the values. */
function lowerConstants(keywords: Keywords): void {
  const constant = keywords.get('const')
  if (constant !== undefined) keywords.set('enum', [constant])
  const values = keywords.get('enum')
  if (!Array.isArray(values)) return
  const real = values.filter((value: Json) => value !== null)
  if (real.length < values.length) keywords.set('nullable', true)
  if (real.length > 0) keywords.set('enum', real)
  else keywords.delete('enum')
  const types = [...new Set(real.map(typeOf))]
  if (!keywords.has('type') && types.length === 1) keywords.set('type', types[0] ?? 'string')
}

/** `oneOf: [{ const: a, title: … }, { const: b }]` is how 3.1 explains the values of an enum. */
function lowerConstantUnion(keywords: Keywords): void {
  for (const union of ['oneOf', 'anyOf']) {
    const branches = keywords.get(union)
    if (!Array.isArray(branches) || branches.length === 0 || keywords.has('enum')) continue
    const constants = branches.filter((branch: Json) => isObject(branch) && 'const' in branch)
    if (constants.length < branches.length) continue
    keywords.delete(union)
    keywords.set('enum', [...new Set(constants.map((branch: JsonObject) => branch['const'] ?? null))])
    lowerConstants(keywords)
  }
}

/** `anyOf: [X, { type: null }]` → X or null. */
function lowerNullUnion(keywords: Keywords): void {
  for (const union of ['oneOf', 'anyOf']) {
    const branches = keywords.get(union)
    if (!Array.isArray(branches)) continue
    const real = branches.filter((branch: Json) => !isNull(branch))
    if (real.length === branches.length) continue
    keywords.set('nullable', true)
    keywords.delete(union)
    const [only] = real
    if (real.length > 1) keywords.set(union, real)
    else if (isObject(only) && !('$ref' in only) && Object.keys(only).every((key) => !keywords.has(key)))
      for (const [key, value] of Object.entries(only)) keywords.set(key, value)
    else if (only !== undefined) keywords.set('allOf', [...listAt(keywords, 'allOf'), only])
  }
}

/** `type: [string, null]` → nullable; of several types each becomes a branch that keeps the keywords that speak of it. */
function lowerTypes(keywords: Keywords): void {
  const written = keywords.get('type')
  const list: readonly Json[] = Array.isArray(written) ? written : [written ?? '']
  if (list.includes('null')) keywords.set('nullable', true)
  const types = list.filter((type) => typeof type === 'string' && type !== 'null' && type !== '') as string[]
  keywords.delete('type')
  const [only] = types
  if (types.length === 1 && only !== undefined) keywords.set('type', only)
  if (types.length < 2) return
  const values = keywords.get('enum')
  const branches = types.map((type) => {
    const own = (keywordsOf[type] ?? []).filter((keyword) => keywords.has(keyword))
    const branch: Fields = { type }
    for (const keyword of own) branch[keyword] = keywords.get(keyword) ?? null
    if (Array.isArray(values)) branch['enum'] = values.filter((value: Json) => isOfType(value, type))
    return branch
  })
  for (const keyword of [...Object.values(keywordsOf).flat(), 'enum']) keywords.delete(keyword)
  const fitting = branches.filter((branch) => !Array.isArray(branch['enum']) || branch['enum'].length > 0)
  if (keywords.has('anyOf')) keywords.set('allOf', [...listAt(keywords, 'allOf'), { anyOf: fitting }])
  else keywords.set('anyOf', fitting)
}

/** `exclusiveMinimum: 5` → `minimum: 5, exclusiveMinimum: true`; beside a `minimum` the stricter holds. */
function lowerBound(
  keywords: Keywords,
  exclusive: string,
  inclusive: string,
  stricter: (a: number, b: number) => number,
): void {
  const bound = keywords.get(exclusive)
  if (typeof bound !== 'number') return
  const other = keywords.get(inclusive)
  const isExclusive = typeof other !== 'number' || stricter(bound, other) === bound
  keywords.set(inclusive, isExclusive ? bound : other)
  if (isExclusive) keywords.set(exclusive, true)
  else keywords.delete(exclusive)
}

function lowerContent(keywords: Keywords): void {
  if (keywords.has('format')) return
  if (keywords.get('contentEncoding') === 'base64') keywords.set('format', 'byte')
  else if (keywords.has('contentMediaType') && !keywords.has('contentEncoding') && !keywords.has('contentSchema'))
    if (!/json|^text\//.test(String(keywords.get('contentMediaType')))) keywords.set('format', 'binary')
}

/** 3.0 wants `items` on every array and knows no tuples. */
function lowerItems(keywords: Keywords): void {
  const tuple = keywords.get('prefixItems')
  if (Array.isArray(tuple)) {
    const items = keywords.get('items')
    const rest = items === false || items === undefined ? [] : [items]
    // Whatever follows an open tuple may be anything.
    keywords.set('items', items === undefined ? {} : { anyOf: [...tuple, ...rest] })
    if (items === false && !keywords.has('maxItems')) keywords.set('maxItems', tuple.length)
  }
  if (keywords.get('type') === 'array' && !keywords.has('items')) keywords.set('items', {})
}

function lowerPatternProperties(keywords: Keywords): void {
  const patterns = keywords.get('patternProperties')
  if (!isObject(patterns)) return
  const schemas = Object.values(patterns)
  const rest = keywords.get('additionalProperties')
  // Other names may hold anything: only where they are forbidden do the patterns' schemas cover all that may come.
  if (rest === false && schemas.length > 0)
    keywords.set('additionalProperties', schemas.length === 1 ? (schemas[0] ?? {}) : { anyOf: schemas })
  else if (isObject(rest)) keywords.set('additionalProperties', { anyOf: [...schemas, rest] })
}

function isNull(schema: Json): boolean {
  if (!isObject(schema)) return false
  const { type, const: constant, enum: values } = schema
  if (constant === null || type === 'null') return true
  return (
    (Array.isArray(type) && type.every((one) => one === 'null')) ||
    (Array.isArray(values) && values.every((v) => v === null))
  )
}

function typeOf(value: Json): string {
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

function isOfType(value: Json, type: string): boolean {
  return typeOf(value) === type || (type === 'number' && typeof value === 'number')
}

function listAt(keywords: Keywords, keyword: string): readonly Json[] {
  const list = keywords.get(keyword)
  return Array.isArray(list) ? list : []
}

function objectAt(value: JsonObject, key: string): JsonObject {
  const child = value[key]
  return isObject(child) ? child : {}
}

function isEmpty(value: Json | undefined): boolean {
  return value === true || (isObject(value) && Object.keys(value).length === 0)
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
