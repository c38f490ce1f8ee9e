/**
 * A contract's names and texts become identifiers, comments, file names and metadata of code that people run. The generator escapes
 * most of them and not all (a description that closes a comment is code), so whatever is not needed for the types is taken out
 * here, and what is needed is held to harmless characters.
 */
import type { Json, JsonObject } from '../contract/contract.ts'
import { isObject } from './json.ts'

/** Safe to generate from; `left` names the operations that are not in it because their paths could be read as code. */
export interface HardenedContract {
  readonly document: JsonObject
  readonly left: readonly string[]
}

/** `title` and `version` stand where the contract's own `info` stood. */
export function harden(document: JsonObject, title: string, version: string): HardenedContract {
  const left: string[] = []
  const fields = Object.entries(document).flatMap(([key, value]): [string, Json][] => {
    if (key === 'info') return []
    if (key === 'externalDocs' || key === 'tags' || key.startsWith('x-')) return []
    if (key === 'servers') return [[key, safeServers(value)]]
    if (key === 'paths' && isObject(value)) return [[key, safePaths(value, left)]]
    return [[key, safe(value, key, false)]]
  })
  return { document: { ...Object.fromEntries(fields), info: { title, version } }, left }
}

/** Objects whose keys are names of the contract's own, `x-` ones among them. */
const named =
  /^(paths|callbacks|content|encoding|examples|headers|links|mapping|parameters|patternProperties|properties|requestBodies|responses|schemas|scopes|securitySchemes|variables|\$defs|definitions|dependentSchemas|dependentRequired|pathItems)$/
const texts = new Set(['description', 'summary', 'title'])

function safe(value: Json, key: string, isNamed: boolean): Json {
  if (typeof value === 'string') return isNamed ? value : safeText(key, value)
  if (Array.isArray(value)) return key === 'tags' ? firstTag(value) : value.map((item: Json) => safe(item, '', false))
  if (!isObject(value)) return value
  const inside = !isNamed && named.test(key)
  const fields = Object.entries(value).flatMap(([name, child]): [string, Json][] => {
    if (!inside && (name.startsWith('x-') || name === 'externalDocs')) return []
    return [[name, safe(child, name, inside)]]
  })
  return Object.fromEntries(fields)
}

/** A tag becomes a class; an operation that stood in two would declare its types twice. */
function firstTag(tags: readonly Json[]): string[] {
  return tags.slice(0, 1).map((tag) => word(String(tag)))
}

function safeText(key: string, text: string): string {
  if (key === 'operationId') return word(text)
  return texts.has(key) ? plain(text) : text
}

/** Paths go into string literals as they are. RFC 3986 has no need for what ends or expands one. */
function safePaths(paths: JsonObject, left: string[]): JsonObject {
  const kept = Object.entries(paths).filter(([path]) => {
    if (path.startsWith('x-')) return false
    const isSafe = /^\/(?:[A-Za-z0-9._~!&'()*+,;=:@%/-]|\{[A-Za-z0-9_.-]+\})*$/.test(path) && !path.includes("'")
    if (!isSafe) left.push(path)
    return isSafe
  })
  return Object.fromEntries(kept.map(([path, item]) => [path, safe(item, '', false)]))
}

function safeServers(servers: Json): Json {
  if (!Array.isArray(servers)) return []
  return servers.flatMap((server: Json) => {
    const url = isObject(server) ? server['url'] : undefined
    return typeof url === 'string' && /^(https?:\/)?\/[A-Za-z0-9._~:/-]*$/.test(url) ? [{ url }] : []
  })
}

/** Letters, digits and underscores, beginning with a letter; never empty. */
function word(text: string): string {
  const words = text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^[^A-Za-z]+|_+$/g, '')
  return words === '' ? 'unnamed' : words.slice(0, 120)
}

/** One paragraph that neither closes a comment nor a text in quotes, nor begins an escape. */
function plain(text: string): string {
  return text
    .replace(/\p{C}+/gu, ' ')
    .replaceAll('\\', '/')
    .replace(/\*(?=\/)|\/(?=\*)/g, '$& ')
    .replaceAll('"', "'")
    .replaceAll('`', "'")
    .replace(/'{3,}/g, "'")
    .replaceAll('${', '$ {')
}
