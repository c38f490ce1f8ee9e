/**
 * Schemas, each pair once. A pair is named by where its two schemas stand, so a pair that a thousand operations share is
 * compared once, and a recursive one ends where it meets itself. What was found in a pair is kept with the pair; where a `$ref`
 * leads on to another pair a link is kept, never a copy. The cost grows with the pairs there are, not with the ways to them.
 */
import { compareBounds } from './compare-bounds.ts'
import { compareComposition, compareWithOne, isAnnotated, nameOf, tellOverlapWithNull } from './compare-composition.ts'
import { compareConditions } from './compare-conditions.ts'
import type { LifecyclePolicy } from './compare-lifecycle.ts'
import { comparePattern } from './compare-pattern.ts'
import { compareProperties } from './compare-properties.ts'
import { compareNull, compareType, typesOf } from './compare-type.ts'
import { compareValues } from './compare-values.ts'
import { audienceOf, type Comparison } from './comparison.ts'
import type { SchemaFact } from './fact.ts'
import { flattened, identityOf } from './flatten.ts'
import { inclusionAsker } from './inclusion/inclusion.ts'
import { get, type Node } from './node.ts'
import { isRearranged } from './rearranged.ts'
import type { IsUnchanged } from './unchanged.ts'
import { bothUnwrapped } from './unwrap.ts'

/** Two schemas that stand where the other stood, and what is known of them. */
export interface SchemaPair {
  /** What the schema is called, where others refer to it by a name. */
  readonly name: string | null
  readonly facts: readonly SchemaFact[]
  readonly links: readonly { readonly to: SchemaPair; readonly path: readonly string[] }[]
}

interface OpenPair extends SchemaPair {
  readonly facts: SchemaFact[]
  readonly links: { readonly to: SchemaPair; readonly path: readonly string[] }[]
}

function compareAspects(comparison: Comparison): void {
  compareType(comparison)
  // What both sides say in the very same words has only what it leads to left to differ in.
  if (comparison.base.value !== comparison.revision.value) {
    compareValues(comparison)
    compareBounds(comparison)
    comparePattern(comparison)
  }
  compareProperties(comparison)
  compareComposition(comparison)
  compareConditions(comparison)
}

/** Returns the function that compares, with the memory of one diff. */
export function schemaComparer(
  policy: LifecyclePolicy,
  isUnchanged: IsUnchanged,
): (base: Node, revision: Node) => SchemaPair {
  const pairs = new Map<string, OpenPair>()
  const inclusionsOf = inclusionAsker()
  // A queue instead of recursion: a chain of references may be longer than the stack is deep.
  const waiting: (() => void)[] = []

  function pairOf(base: Node, revision: Node, nullSettled: boolean): SchemaPair {
    const key = `${identityOf(base)}\n${identityOf(revision)}\n${nullSettled}`
    const known = pairs.get(key)
    if (known !== undefined) return known
    const pair: OpenPair = {
      name: revision.inline || revision.merged !== undefined ? null : nameOf(revision),
      facts: [],
      links: [],
    }
    pairs.set(key, pair)
    waiting.push(() => compareInto(pair, base, revision, [], nullSettled))
    return pair
  }

  function compareInto(
    pair: OpenPair,
    base: Node,
    revision: Node,
    path: readonly string[],
    nullSettled: boolean,
  ): void {
    const comparison: Comparison = {
      base,
      revision,
      policy,
      nullSettled,
      isUnchanged,
      inclusionsOf,
      tell: (kind, details = {}) =>
        pair.facts.push({
          kind,
          traits: details.traits ?? audienceOf(revision),
          subject: details.subject ?? '',
          inclusions: details.inclusions ?? null,
          before: details.before,
          after: details.after,
          base: details.base === undefined ? base : details.base,
          revision: details.revision === undefined ? revision : details.revision,
          path: [...path, ...(details.below ?? [])],
        }),
      descend(was, is, ...steps) {
        if (was !== null && is !== null) goOn(was, is, [...path, ...steps], false)
      },
    }
    const goOn = (was: Node, is: Node, way: readonly string[], settled: boolean) => {
      // What is merged may lead anywhere, itself among it, so it counts as a pair of its own even where it is written inline.
      const isBelow = [was, is].every(
        (schema) => schema.inline && schema.merged === undefined && get(schema, 'allOf') === undefined,
      )
      if (isUnchanged(was, is, 'schema')) return
      if (isBelow) compareInto(pair, was, is, way, settled)
      else pair.links.push({ to: pairOf(was, is, settled), path: way })
    }
    if (base.isAnything || revision.isAnything) {
      compareWithAnything(comparison)
      return
    }
    const [was, is] = bothUnwrapped(base, revision)
    if (was.schema !== base || is.schema !== revision) {
      const nullability = nullSettled ? null : compareNull(was.nullable, is.nullable)
      if (nullability !== null) comparison.tell(nullability)
      tellOverlapWithNull(comparison, was.schema, is.schema)
      goOn(was.schema, is.schema, path, true)
      return
    }
    const isWhole = policy.flattenAllof !== false && isRearranged(base, revision)
    const compared = isWhole ? { ...comparison, base: flattened(base), revision: flattened(revision) } : comparison
    if (!compareWithOne(compared)) compareAspects(compared)
  }

  return (base, revision) => {
    const pair = pairOf(base, revision, false)
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) next()
    return pair
  }
}

/**
 * Below what is not written there is nothing to compare with, however deep the other side goes: the type tells enough, where it has
 * one.
 */
function compareWithAnything(comparison: Comparison): void {
  const { base, revision, tell, inclusionsOf } = comparison
  const written = base.isAnything ? revision : base
  if (typesOf(written).length > 0 || get(written, 'type') !== undefined) compareType(comparison)
  else if (!isAnnotated(written))
    tell(base.isAnything ? 'schema-added' : 'schema-removed', { inclusions: inclusionsOf(base, revision, 'may come') })
}

/** A pair that another one leads to, and the shortest way to it from the last schema on that way that has a name. */
export interface Reach {
  readonly pair: SchemaPair
  readonly isRoot: boolean
  /** `null` where no schema on the way has a name: the way begins at the root. */
  readonly owner: string | null
  readonly path: readonly string[]
}

/**
 * Returns the function that answers every pair with facts that a pair leads to, itself among them, each once. Most sites share
 * their schemas, so answers are kept.
 */
export function reachFinder(): (from: SchemaPair) => readonly Reach[] {
  const answers = new Map<SchemaPair, readonly Reach[]>()
  return (from) => {
    let answer = answers.get(from)
    if (answer === undefined) {
      answer = reachedFrom(from)
      answers.set(from, answer)
    }
    return answer
  }
}

/** A step of a way, told backwards: ways share their beginnings, so keeping them costs a step per pair. */
interface Way {
  readonly pair: SchemaPair
  readonly before: Way | null
  readonly step: readonly string[]
  /** True where only wrappers lie between: the pair stands where the first one did. */
  readonly isRoot: boolean
}

function reachedFrom(from: SchemaPair): readonly Reach[] {
  const seen = new Set([from])
  const ways: Way[] = [{ pair: from, before: null, step: [], isRoot: true }]
  // The list grows while it is walked: breadth first, so that the first way found is the shortest.
  for (const way of ways)
    for (const { to, path } of way.pair.links) {
      if (seen.has(to)) continue
      seen.add(to)
      ways.push({ pair: to, before: way, step: path, isRoot: way.isRoot && path.length === 0 })
    }
  return ways.filter(({ pair }) => pair.facts.length > 0).map(reachOf)
}

function reachOf(last: Way): Reach {
  const steps: (readonly string[])[] = []
  let way = last
  for (; way.before !== null && way.pair.name === null; way = way.before) steps.push(way.step)
  const owner = way.before === null ? null : way.pair.name
  return { pair: last.pair, isRoot: last.isRoot, owner, path: steps.reverse().flat() }
}
