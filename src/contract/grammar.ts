/**
 * What stands where in OpenAPI 3.0, 3.1 and 3.2, and in AsyncAPI 2 and 3.0: for each kind of object, which keys hold which kinds.
 * Everything that walks a contract walks by this table, so that a `$ref` inside an example, a default or an `x-` extension is the
 * data it is and is never followed. The kinds of Swagger 2.0 are walked only on the way to being lifted (`swagger/`).
 */
import { type Pointer, pointerTo } from '../base/place.ts'
import type { Json, JsonObject } from './contract.ts'

export type Kind =
  | 'document'
  | 'info'
  | 'server'
  | 'tag'
  | 'components'
  | 'path-item'
  | 'operation'
  | 'parameter'
  | 'request-body'
  | 'media-type'
  | 'encoding'
  | 'response'
  | 'header'
  | 'example'
  | 'link'
  | 'callback'
  | 'security-scheme'
  | 'schema'
  | 'discriminator'
  | SwaggerKind
  | AsyncKind

/** Objects of AsyncAPI; its `info`, tags and schemas are those of OpenAPI. */
type AsyncKind =
  | 'asyncapi'
  | 'async-components'
  | 'async-server'
  | 'channel'
  | 'channel-parameter'
  | 'async-operation'
  | 'reply'
  | 'message'
  | 'payload'

export type SwaggerKind =
  | 'swagger'
  | 'swagger-path-item'
  | 'swagger-operation'
  | 'swagger-parameter'
  | 'swagger-response'

/** One object, a list of them, or names that lead to them. */
type Holds = readonly ['one' | 'list' | 'map', Kind]

/** The methods a path item has keys for (`query` since OpenAPI 3.2); any other stands in its `additionalOperations`. */
export const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'] as const

const one = (kind: Kind): Holds => ['one', kind]
const list = (kind: Kind): Holds => ['list', kind]
const map = (kind: Kind): Holds => ['map', kind]

const encodings = { encoding: map('encoding'), prefixEncoding: list('encoding'), itemEncoding: one('encoding') }

/** What a schema holds. */
const schema: Readonly<Record<string, Holds>> = {
  properties: map('schema'),
  patternProperties: map('schema'),
  dependentSchemas: map('schema'),
  $defs: map('schema'),
  definitions: map('schema'),
  allOf: list('schema'),
  anyOf: list('schema'),
  oneOf: list('schema'),
  prefixItems: list('schema'),
  items: one('schema'),
  additionalProperties: one('schema'),
  not: one('schema'),
  if: one('schema'),
  // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema
  then: one('schema'),
  else: one('schema'),
  contains: one('schema'),
  propertyNames: one('schema'),
  unevaluatedItems: one('schema'),
  unevaluatedProperties: one('schema'),
  contentSchema: one('schema'),
  discriminator: one('discriminator'),
}

const asyncParts = {
  servers: map('async-server'),
  channels: map('channel'),
  operations: map('async-operation'),
}

const grammar: Readonly<Record<Kind, Readonly<Record<string, Holds>>>> = {
  document: {
    info: one('info'),
    servers: list('server'),
    tags: list('tag'),
    paths: map('path-item'),
    webhooks: map('path-item'),
    components: one('components'),
  },
  info: {},
  server: {},
  tag: {},
  components: {
    schemas: map('schema'),
    responses: map('response'),
    parameters: map('parameter'),
    examples: map('example'),
    requestBodies: map('request-body'),
    headers: map('header'),
    securitySchemes: map('security-scheme'),
    links: map('link'),
    callbacks: map('callback'),
    pathItems: map('path-item'),
    mediaTypes: map('media-type'),
  },
  'path-item': {
    servers: list('server'),
    parameters: list('parameter'),
    ...Object.fromEntries(methods.map((method) => [method, one('operation')])),
    additionalOperations: map('operation'),
  },
  operation: {
    servers: list('server'),
    parameters: list('parameter'),
    requestBody: one('request-body'),
    responses: map('response'),
    callbacks: map('callback'),
  },
  parameter: { schema: one('schema'), content: map('media-type'), examples: map('example') },
  'request-body': { content: map('media-type') },
  'media-type': { schema: one('schema'), itemSchema: one('schema'), examples: map('example'), ...encodings },
  encoding: { headers: map('header'), ...encodings },
  response: { headers: map('header'), content: map('media-type'), links: map('link') },
  header: { schema: one('schema'), content: map('media-type'), examples: map('example') },
  example: {},
  link: { server: one('server') },
  callback: {}, // every key is an expression that leads to a path item; see `holdsOf`
  'security-scheme': {},
  schema,
  discriminator: {},
  swagger: {
    paths: map('swagger-path-item'),
    definitions: map('schema'),
    parameters: map('swagger-parameter'),
    responses: map('swagger-response'),
  },
  'swagger-path-item': {
    parameters: list('swagger-parameter'),
    ...Object.fromEntries(methods.map((method) => [method, one('swagger-operation')])),
  },
  'swagger-operation': { parameters: list('swagger-parameter'), responses: map('swagger-response') },
  'swagger-parameter': { schema: one('schema') },
  'swagger-response': { schema: one('schema') },
  asyncapi: { info: one('info'), components: one('async-components'), ...asyncParts },
  'async-components': {
    ...asyncParts,
    schemas: map('payload'),
    messages: map('message'),
    messageTraits: map('message'),
    operationTraits: map('async-operation'),
    parameters: map('channel-parameter'),
    replies: map('reply'),
  },
  'async-server': { tags: list('tag') },
  channel: {
    publish: one('async-operation'), // 2.x
    subscribe: one('async-operation'),
    messages: map('message'), // 3.0
    parameters: map('channel-parameter'),
    tags: list('tag'),
  },
  'channel-parameter': { schema: one('schema') },
  'async-operation': {
    message: one('message'), // 2.x; several stand in its `oneOf`
    channel: one('channel'), // 3.0
    messages: list('message'),
    reply: one('reply'),
    traits: list('async-operation'),
    tags: list('tag'),
  },
  reply: { channel: one('channel'), messages: list('message') },
  message: {
    oneOf: list('message'),
    payload: one('payload'),
    headers: one('payload'),
    traits: list('message'),
    tags: list('tag'),
  },
  // A schema, or one in the `schema` beside the name of its language (AsyncAPI 3.0.0, Multi Format Schema Object).
  payload: { ...schema, schema: one('schema') },
}

/** Where in `components` a kind lives; the others have no home there. */
export const componentSection: Readonly<Partial<Record<Kind, string>>> = Object.fromEntries(
  Object.entries(grammar.components).map(([section, [, kind]]) => [kind, section]),
)

/** The grammar as it is looked up, several times for each key of a contract. */
const holding: ReadonlyMap<Kind, ReadonlyMap<string, Holds>> = new Map(
  Object.entries(grammar).map(([kind, holds]) => [kind as Kind, new Map(Object.entries(holds))]),
)

export function holdsOf(kind: Kind, key: string): Holds | undefined {
  if (kind === 'callback') return key.startsWith('x-') || key === '$ref' ? undefined : one('path-item')
  return holding.get(kind)?.get(key)
}

/** An object of the grammar, met while walking. */
export interface Node {
  readonly kind: Kind
  readonly value: JsonObject
  readonly file: string
  readonly pointer: Pointer
  readonly parent: Node | null
  /** The keyword of the parent it stands under. */
  readonly keyword: string
  /** What leads to it: the name in a map or list, else the keyword. */
  readonly key: string
}

/** A node below another. Most are only passed by: their pointers are made when somebody asks. */
class NodeBelow implements Node {
  readonly kind: Kind
  readonly value: JsonObject
  readonly parent: Node
  readonly keyword: string
  readonly key: string
  readonly #isNamed: boolean
  #pointer: Pointer | undefined

  constructor(parent: Node, keyword: string, [arity, kind]: Holds, key: string, value: JsonObject) {
    this.kind = kind
    this.value = value
    this.parent = parent
    this.keyword = keyword
    this.key = key
    this.#isNamed = arity !== 'one'
  }

  get file(): string {
    return this.parent.file
  }

  get pointer(): Pointer {
    const { parent, keyword, key } = this
    this.#pointer ??= this.#isNamed ? pointerTo(parent.pointer, keyword, key) : pointerTo(parent.pointer, keyword)
    return this.#pointer
  }
}

/** Told of a `$ref` in place of a whole map or list of things: some tools splice it in, no specification says so. */
type TellMisplaced = (node: Node, keyword: string, ref: string) => void

/**
 * Visits a node and every object of the grammar below it, parents first, in the order written. `$ref`s are not followed, and what
 * is below a node where `visit` answers false is passed over.
 */
export function walk(node: Node, visit: (node: Node) => unknown, tellMisplaced?: TellMisplaced): void {
  if (visit(node) === false) return
  for (const keyword of Object.keys(node.value)) {
    const child = node.value[keyword]
    if (typeof child !== 'object' || child === null) continue
    const holds = holdsOf(node.kind, keyword)
    if (holds === undefined) continue
    if (holds[0] === 'one') {
      if (isObject(child)) walk(new NodeBelow(node, keyword, holds, keyword, child), visit, tellMisplaced)
      continue
    }
    for (const name of Object.keys(child)) {
      const item = (child as JsonObject)[name]
      if (isObject(item)) {
        if (!isExtension(node.kind, keyword, name))
          walk(new NodeBelow(node, keyword, holds, name, item), visit, tellMisplaced)
      } else if (name === '$ref' && typeof item === 'string') tellMisplaced?.(node, keyword, item)
    }
  }
}

/** Paths and responses share their object with `x-` extensions; elsewhere in maps `x-` is a name like any other. */
export function isExtension(kind: Kind, keyword: string, name: string): boolean {
  return name.startsWith('x-') && (keyword === 'paths' || (keyword === 'responses' && kind.endsWith('operation')))
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The text of an object's own `$ref`; `undefined` where it has none. */
export function refOf(value: Json | undefined): string | undefined {
  if (!isObject(value) || !Object.hasOwn(value, '$ref')) return undefined
  const ref = value['$ref']
  return typeof ref === 'string' ? ref : undefined
}
