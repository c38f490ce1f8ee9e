import { type Half, isObject, type Json, type JsonObject, type Pair } from './pair.ts'

/** A schema that is written somewhere in half a pair, with the way to put another one in its place. */
export interface SchemaPlace {
  readonly schema: JsonObject
  replace(schema: JsonObject): void
  /** What it stands under: `properties`, `items`, `schema`, … */
  readonly under: string
  /** The schema it stands in; `null` at the root of a body, a parameter or a component. */
  readonly parent: JsonObject | null
  readonly name: string
}

const inMap = ['properties', 'patternProperties', 'dependentSchemas']
const inList = ['allOf', 'anyOf', 'oneOf', 'prefixItems']
const alone = [
  ...['items', 'not', 'additionalProperties', 'if', 'then', 'else', 'contains', 'propertyNames'],
  ...['unevaluatedItems', 'unevaluatedProperties', 'contentSchema'],
]

/** Every object schema of a half, outer ones first. */
export function schemasOf(half: Half): SchemaPlace[] {
  const found: SchemaPlace[] = []
  const lookIn = (holder: JsonObject | Json[], name: string | number, under: string, parent: JsonObject | null) => {
    // The same object is read as a list or as a map: a name or an index finds what stands there.
    const map = holder as JsonObject
    const schema = map[name]
    if (!isObject(schema)) return
    const replace = (other: JsonObject) => {
      map[name] = other
    }
    found.push({ schema, replace, under, parent, name: String(name) })
    if (typeof schema['$ref'] === 'string') return
    for (const key of inMap) eachIn(schema[key], (map, name) => lookIn(map, name, key, schema))
    for (const key of inList) eachIn(schema[key], (list, index) => lookIn(list, index, key, schema))
    for (const key of alone) lookIn(schema, key, key, schema)
  }
  const roam = (value: Json | undefined) => {
    eachIn(value, (holder, name) => {
      const inner = (holder as JsonObject)[name]
      if (name === 'schema') lookIn(holder, name, 'schema', null)
      else if (name !== 'example' && name !== 'examples' && name !== 'security') roam(inner)
    })
  }
  roam(half.pathItem)
  for (const [section, members] of Object.entries(half.components))
    if (section === 'schemas') eachIn(members, (map, name) => lookIn(map, name, 'components', null))
    else roam(members)
  return found
}

export interface OperationPlace {
  readonly method: string
  readonly operation: JsonObject
}

export function operationsOf({ pathItem }: Half): OperationPlace[] {
  const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
  return methods.flatMap((method) => {
    const operation = pathItem[method]
    return isObject(operation) ? [{ method, operation }] : []
  })
}

/** Every `content` map of bodies and responses that is written in the path item. */
export function contentsOf(half: Half): JsonObject[] {
  return operationsOf(half).flatMap(({ operation }) => {
    const responses = isObject(operation['responses']) ? Object.values(operation['responses']) : []
    return [operation['requestBody'], ...responses].flatMap((message) =>
      isObject(message) && isObject(message['content']) ? [message['content']] : [],
    )
  })
}

function eachIn(value: Json | undefined, visit: (holder: JsonObject | Json[], name: string | number) => void): void {
  if (Array.isArray(value)) for (const index of value.keys()) visit(value, index)
  else if (isObject(value)) for (const name of Object.keys(value)) visit(value, name)
}

export function everySchema({ base, revision }: Pair) {
  return [base, revision].flatMap((half) => schemasOf(half).map(({ schema }) => schema))
}

export function mediaTypesOf({ base, revision }: Pair): readonly string[] {
  return [base, revision].flatMap((half) => contentsOf(half).flatMap((content) => Object.keys(content)))
}

export function responsesOf({ base, revision }: Pair): ReadonlySet<string> {
  return new Set(
    [base, revision].flatMap((half) =>
      operationsOf(half).flatMap(({ operation: { responses } }) => (isObject(responses) ? Object.keys(responses) : [])),
    ),
  )
}

export function parametersOf(half: Half) {
  const lists: (Json | undefined)[] = operationsOf(half).map(({ operation }) => operation['parameters'])
  return lists.flatMap((list) => (Array.isArray(list) ? list.filter(isObject) : []))
}

/** The names of the component schemas that are reached through a keyword. */
export function reachedThrough(pair: Pair, keyword: string): ReadonlySet<string> {
  const names = everySchema(pair).flatMap((schema) => namesIn(schema[keyword]))
  return new Set([...reachedFrom(pair.base, names), ...reachedFrom(pair.revision, names)])
}

/** The half without the component schemas that its path does not reach. */
export function reachedIn({ pathItem, components }: Half): Half {
  const names = reachedFrom({ pathItem, components }, namesIn([pathItem, { ...components, schemas: {} }]))
  const schemas = Object.entries(components['schemas'] ?? {}).filter(([name]) => names.has(name))
  return { pathItem, components: { ...components, schemas: Object.fromEntries(schemas) } }
}

function reachedFrom({ components }: Half, names: readonly string[]): ReadonlySet<string> {
  const found = new Set(names)
  // The set grows while it is walked.
  for (const name of found) for (const next of namesIn(components['schemas']?.[name])) found.add(next)
  return found
}

function namesIn(value: Json | undefined): readonly string[] {
  return [...JSON.stringify(value ?? null).matchAll(/"#\/components\/schemas\/([^"/]+)"/g)].map(([, name = '']) => name)
}

/** True where a sentence of ours is about a schema of such a name, or about what stands in one. */
export function isOfOneNamed(text: string, names: ReadonlySet<string>): boolean {
  const [, name] = /`P\d+([^`]+)` in the /i.exec(text) ?? []
  return name !== undefined && names.has(name)
}
