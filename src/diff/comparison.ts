import type { LifecyclePolicy } from './compare-lifecycle.ts'
import type { Details, Trait } from './fact.ts'
import type { Inclusions } from './inclusion/inclusion.ts'
import type { Reading } from './inclusion/reading.ts'
import { get, type Node } from './node.ts'
import type { IsUnchanged } from './unchanged.ts'

/** What each `compare-*.ts` of one aspect of schemas is given: the two schemas, a way to tell, and a way to go on. */
export interface Comparison {
  readonly base: Node
  readonly revision: Node
  /** What deprecation and stability are judged by. */
  readonly policy: LifecyclePolicy
  /** True where whether null is allowed was settled on the way here. */
  readonly nullSettled: boolean
  readonly isUnchanged: IsUnchanged
  /** Asks which values of each of two schemas the other lets through. */
  readonly inclusionsOf: (base: Node, revision: Node, undeclared?: Reading['undeclared']) => Inclusions
  /** A fact about this schema, or about what is `below` it. Spots default to the schemas' own, traits to who sees them. */
  tell(kind: string, details?: Partial<Details> & { readonly below?: readonly string[] }): void
  /** Compares two schemas below these; nothing where one side has none. */
  descend(base: Node | null, revision: Node | null, ...path: readonly string[]): void
}

/** Who never sees a schema: clients do not send what is read-only and do not get what is write-only. */
export function audienceOf(...schemas: readonly Node[]): readonly Trait[] {
  const traits: Trait[] = []
  if (schemas.some((schema) => get(schema, 'readOnly') === true)) traits.push('read-only')
  if (schemas.some((schema) => get(schema, 'writeOnly') === true)) traits.push('write-only')
  return traits
}
