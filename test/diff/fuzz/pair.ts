/**
 * A pair: one path before and after, with the components it reaches. Pairs share nothing, so that many of them make one contract
 * and one run of oasdiff judges them all.
 */
export type Json = null | boolean | number | string | Json[] | JsonObject
/** Open to edits, unlike the product's: that is what fuzzing is about. */
export interface JsonObject {
  [key: string]: Json
}

/** One path of a contract and what its references reach: `components` by section and name. */
export interface Half {
  pathItem: JsonObject
  components: Record<string, Record<string, Json>>
}

export interface Pair {
  readonly openapi: OpenApi
  readonly path: string
  readonly base: Half
  readonly revision: Half
  /** What was done to `base` to get `revision`, in words. */
  readonly edits: readonly string[]
}

export type OpenApi = '3.0.3' | '3.1.0'
export type Side = 'base' | 'revision'

/** One contract of the given side of all pairs, each under a path and with names of its own. */
export function documentOf(pairs: readonly Pair[], side: Side, openapi: OpenApi): JsonObject {
  const paths: JsonObject = {}
  const components: Half['components'] = {}
  for (const [index, pair] of pairs.entries()) {
    const half = pair[side]
    const rename = renamer(half, `P${index}`)
    if (Object.keys(half.pathItem).length > 0) paths[pathOf(pair, index)] = rename(half.pathItem)
    for (const [section, members] of Object.entries(half.components)) {
      const all = sectionOf(components, section)
      for (const [name, value] of Object.entries(members)) all[`P${index}${name}`] = rename(value)
    }
  }
  return { openapi, info: { title: 'Fuzz', version: '1.0.0' }, paths, components }
}

/** The components of one kind, there to be added to. */
export function sectionOf(components: Half['components'], name: string): Record<string, Json> {
  const section = components[name] ?? {}
  components[name] = section
  return section
}

export function pathOf({ path }: Pair, index: number): string {
  return `/p${index}${path}`
}

/**
 * References, and the values of a discriminator's mapping, lead to the component under its new name. No operation moves to another
 * pair.
 */
function renamer({ components }: Half, prefix: string): (value: Json) => Json {
  const names = new Set(Object.keys(components['schemas'] ?? {}))
  const ref = (text: string) => text.replace(/^(#\/components\/\w+\/)/, `$1${prefix}`)
  const mapped = (text: string) => (names.has(text) ? `${prefix}${text}` : ref(text))
  const rename = (value: Json, key = ''): Json => {
    if (Array.isArray(value)) return value.map((item) => rename(item))
    if (typeof value === 'string' && value !== '')
      return key === '$ref' ? ref(value) : key === 'operationId' ? `${prefix}${value}` : value
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        key === 'mapping' && typeof inner === 'string' ? mapped(inner) : rename(inner, name),
      ]),
    )
  }
  return rename
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
