/** JSON Schemas as values: what both ways of judging by them ask. */
export type Schema = Readonly<Record<string, unknown>>

/** What says nothing about a value. */
export const words = new Set([
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
export function hasRules(schema: Schema): boolean {
  return Object.keys(schema).some((keyword) => !words.has(keyword) && !keyword.startsWith('x-'))
}

export function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const isScalar = (value: unknown) => typeof value !== 'object' || value === null

export function typesOf({ type }: Schema): readonly string[] {
  return (Array.isArray(type) ? type : [type]) as readonly string[]
}
