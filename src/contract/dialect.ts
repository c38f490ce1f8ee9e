import type { Json } from './contract.ts'
import { isObject } from './grammar.ts'

/**
 * The dialect of JSON Schema that a document says its schemas are written in (OpenAPI 3.1 section 4.8.24.6), where it is another
 * than those that mean JSON Schema 2020-12; else `null`.
 */
export function unknownDialect(document: Json): string | null {
  const said = isObject(document) ? document['jsonSchemaDialect'] : undefined
  if (typeof said !== 'string') return null
  const isKnown =
    /^https:\/\/(?:spec\.openapis\.org\/oas\/3\.\d+\/dialect\/|json-schema\.org\/draft\/2020-12\/schema)/.test(said)
  return isKnown ? null : said
}
