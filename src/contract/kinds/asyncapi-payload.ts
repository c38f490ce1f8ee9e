import { isObject, type Node } from '../grammar.ts'

/**
 * What stands where a message says its payload or headers: a JSON Schema, an object that holds one beside the name of its language
 * (AsyncAPI 3.0.0, Multi Format Schema Object), or something in another language: Avro, RAML, Protobuf.
 */
export function payloadOf({ value, parent, keyword }: Node): 'schema' | 'holder' | 'foreign' {
  const isHolder = typeof value['schemaFormat'] === 'string' && isObject(value['schema'])
  const besides = keyword === 'payload' && parent?.kind === 'message' ? parent.value['schemaFormat'] : undefined
  if (!isJsonSchema(isHolder ? value['schemaFormat'] : besides)) return 'foreign'
  return isHolder ? 'holder' : 'schema'
}

/** True for the formats whose schemas are JSON Schemas, and where none is named. */
export function isJsonSchema(schemaFormat: unknown): boolean {
  if (typeof schemaFormat !== 'string') return true
  return /^application\/(?:schema|vnd\.aai\.asyncapi|vnd\.oai\.openapi)(?:\+(?:json|yaml))?\s*(?:;|$)/.test(
    schemaFormat,
  )
}
