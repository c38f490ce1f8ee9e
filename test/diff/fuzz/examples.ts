import type { Json, JsonObject, OpenApi, Pair } from './pair.ts'

const schemasOf = (components: Record<string, Json>) => ({ schemas: components })

/** A path before and after, as short as an example can be. */
export function path(before: JsonObject, after: JsonObject, openapi: OpenApi = '3.1.0', components = {}): Pair {
  const half = (pathItem: JsonObject) => ({ pathItem, components: schemasOf(components) })
  return { openapi, path: '', base: half(before), revision: half(after), edits: [] }
}

export function operation(before: JsonObject, after: JsonObject, openapi?: OpenApi, components?: object): Pair {
  return path({ post: before }, { post: after }, openapi, components)
}

export function request(before: JsonObject, after: JsonObject, openapi?: OpenApi, components?: object): Pair {
  const of = (schema: JsonObject) => ({ requestBody: { content: { 'application/json': { schema } } } })
  return operation(of(before), of(after), openapi, components)
}

export function response(before: JsonObject, after: JsonObject, openapi?: OpenApi, components?: object): Pair {
  const of = (schema: JsonObject) => ({ responses: { 200: { content: { 'application/json': { schema } } } } })
  return operation(of(before), of(after), openapi, components)
}

/** A query parameter's schema. */
export function parameter(before: JsonObject, after: JsonObject, openapi?: OpenApi): Pair {
  const of = (schema: JsonObject) => ({ parameters: [{ name: 'limit', in: 'query', schema }] })
  return operation(of(before), of(after), openapi)
}
