/**
 * Where facts come together: what was told about operations directly, and which schema pairs each operation reaches at which
 * site. The schemas' own facts are not copied to the operations here; `diff.ts` reads them through the pairs.
 */
import type { UsedSubject } from './change.ts'
import type { LifecyclePolicy } from './compare-lifecycle.ts'
import { type SchemaPair, schemaComparer } from './compare-schemas.ts'
import type { Details, Fact, Topic, Trait } from './fact.ts'
import type { Node } from './node.ts'
import type { IsUnchanged } from './unchanged.ts'

/** A place in an operation where a schema stands. */
export interface Site extends Topic {
  readonly where: 'body' | 'parameter' | 'header parameter' | 'header'
  readonly direction: 'request' | 'response'
  readonly traits: readonly Trait[]
}

export interface Notebook {
  /** What deprecation and stability are judged by. */
  readonly policy: LifecyclePolicy
  readonly isUnchanged: IsUnchanged
  tell(topic: Topic, kind: string, details: Details): void
  /** The schemas of both sides at one site; nothing where one side has none. */
  compareSchemas(site: Site, base: Node | null, revision: Node | null): void
}

export interface Collected {
  readonly facts: Fact[]
  readonly sites: { readonly site: Site; readonly pair: SchemaPair }[]
}

/** An empty collection and the `Notebook` that fills it with what is about the operations that are `wanted`. */
export function collect(
  policy: LifecyclePolicy,
  isUnchanged: IsUnchanged,
  wanted: (operation: UsedSubject | null) => boolean,
): Notebook & Collected {
  const comparePair = schemaComparer(policy, isUnchanged)
  const facts: Fact[] = []
  const sites: { site: Site; pair: SchemaPair }[] = []
  return {
    policy,
    isUnchanged,
    facts,
    sites,
    tell(topic, kind, details) {
      if (!wanted(topic.operation)) return
      facts.push({
        ...{ traits: [], subject: '', before: undefined, after: undefined, inclusions: null, answer: null },
        ...topic,
        kind,
        ...details,
      })
    },
    compareSchemas(site, base, revision) {
      if (base === null || revision === null || !wanted(site.operation) || isUnchanged(base, revision, 'schema')) return
      sites.push({ site, pair: comparePair(base, revision) })
    },
  }
}
