import { isDeepStrictEqual } from 'node:util'
import { isAnnotated, matchMembers } from './compare-composition.ts'
import { flattened } from './flatten.ts'
import { children, get, isAnnotation, items, type Node } from './node.ts'
import { haveSameMeaning } from './same-meaning.ts'

/**
 * True where `allOf` hides what a comparison member by member would miss: what one side says in one schema the other says in
 * another, so that both are to be compared whole. False where the members can be told one by one: all have their counterpart and
 * nothing moved between them, or some came to (or left) a schema that is otherwise as it was.
 */
export function isRearranged(base: Node, revision: Node): boolean {
  const [before, after] = [items(base, 'allOf'), items(revision, 'allOf')]
  if (before.length === 0 && after.length === 0) return false
  const { pairs, removed, added } = matchMembers(before, after)
  if (removed.length === 0 && added.length === 0)
    return hasMoved([[base, revision], ...pairs.map(([was, is]) => [was, is] as const)])
  if (isAmong(base, revision, before, after)) {
    // A member that says more beside `allOf` is told by what it says, not as one that lost all that the other one says.
    const composed = before.length === 0 ? revision : base
    return Object.keys(ownOf(composed)).length > 0 || haveSameMeaning(base, revision)
  }
  const isExtended = (removed.length === 0 || added.length === 0) && isDeepStrictEqual(ownOf(base), ownOf(revision))
  // To be a `Rabbit` as well is worth telling even where a rabbit asks for nothing new; to say a thing twice is not.
  const isTold = [...removed, ...added].every((member) => !member.inline || isAnnotated(member))
  return !isExtended || (!isTold && haveSameMeaning(base, revision))
}

/** True where one of the two, written alone, is a member of the other. */
function isAmong(base: Node, revision: Node, before: readonly Node[], after: readonly Node[]): boolean {
  const [single, members] = before.length === 0 ? [base, after] : [revision, before]
  return (before.length === 0 || after.length === 0) && members.some((member) => haveSameMeaning(single, member))
}

/** True where a property left one schema of a pair and came to one of another pair. */
function hasMoved(pairs: readonly (readonly [Node, Node])[]): boolean {
  const gone = new Set<string>()
  const come = new Set<string>()
  for (const [was, is] of pairs) {
    const [before, after] = [saidBy(was), saidBy(is)]
    for (const name of before) if (!after.has(name)) gone.add(name)
    for (const name of after) if (!before.has(name)) come.add(name)
  }
  return [...gone].some((name) => come.has(name))
}

/** What a schema says itself or through its own `allOf`: properties, what is required, and other keywords. */
function saidBy(schema: Node): ReadonlySet<string> {
  const whole = flattened(schema)
  const required = get(whole, 'required')
  return new Set([
    ...[...children(whole, 'properties').keys()].map((name) => `property ${name}`),
    ...(Array.isArray(required) ? required.map((name) => `required ${String(name)}`) : []),
    ...Object.keys(whole.value).filter(
      (key) => !isAnnotation(key) && key !== 'allOf' && key !== 'properties' && key !== 'required',
    ),
  ])
}

/** What a schema says beside its `allOf`. */
function ownOf({ value }: Node): object {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'allOf' && !isAnnotation(key)))
}
