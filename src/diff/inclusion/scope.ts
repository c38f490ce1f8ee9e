import { textPattern } from '../../base/text-pattern.ts'
import { child, children, type Node } from '../node.ts'

/** What a schema says of properties by name. */
export interface Scope {
  readonly properties: ReadonlyMap<string, Node>
  readonly patterns: readonly (readonly [source: string, schema: Node])[]
  readonly rest: Node | null
}

const scopes = new WeakMap<Node, Scope>()

export function scopeOf(schema: Node): Scope {
  let scope = scopes.get(schema)
  if (scope === undefined) {
    scope = {
      properties: children(schema, 'properties'),
      patterns: [...children(schema, 'patternProperties')],
      rest: child(schema, 'additionalProperties'),
    }
    scopes.set(schema, scope)
  }
  return scope
}

/** All that hold for a property of that name; not sure where a pattern cannot be read. */
export function schemasFor(
  scope: Scope,
  name: string,
): { readonly schemas: readonly Node[]; readonly isSure: boolean } {
  const schemas: Node[] = []
  let isSure = true
  const own = scope.properties.get(name)
  if (own !== undefined) schemas.push(own)
  for (const [source, schema] of scope.patterns) {
    const matches = textPattern(source)?.matches(name) ?? null
    if (matches === true) schemas.push(schema)
    if (matches === null) isSure = false
  }
  if (schemas.length === 0 && isSure && scope.rest !== null) schemas.push(scope.rest)
  return { schemas, isSure }
}
