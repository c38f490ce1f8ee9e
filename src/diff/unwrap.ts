import { isNullable } from './compare-type.ts'
import { get, isAnnotation, items, type Node } from './node.ts'

export interface Unwrapped {
  readonly schema: Node
  readonly nullable: boolean | null
}

const wrappers = ['allOf', 'anyOf', 'oneOf']

/**
 * The schema inside one that only wraps it: `allOf: [it]`, which is how a description gets beside a `$ref` in OpenAPI 3.0, or
 * `oneOf: [it, null]`, which is how 3.1 says nullable. Any other schema is given back.
 */
export function unwrapped(schema: Node): Unwrapped {
  const [keyword, ...more] = Object.keys(schema.value).filter((key) => !isAnnotation(key) && key !== 'nullable')
  if (keyword === undefined || more.length > 0 || !wrappers.includes(keyword))
    return { schema, nullable: isNullable(schema) }
  const members = items(schema, keyword)
  const inner = members.filter((member) => get(member, 'type') !== 'null')
  const [only] = inner
  if (only === undefined || inner.length > 1 || members.length > 2) return { schema, nullable: isNullable(schema) }
  const nullable = members.length === 2 || get(schema, 'nullable') === true || isNullable(only)
  return { schema: only, nullable }
}
