import { lifecycleFacts } from './compare-lifecycle.ts'
import { audienceOf, type Comparison } from './comparison.ts'
import type { Trait } from './fact.ts'
import { identityOf } from './flatten.ts'
import { schemasFor, scopeOf } from './inclusion/scope.ts'
import { childOrAnything, children, get, itemSpots, type Node, spotOf, strings } from './node.ts'

/** Properties: which there are, which must be there, who sends and who gets them. */
export function compareProperties(comparison: Comparison): void {
  const { base, revision, policy, isUnchanged, tell, descend } = comparison
  const required = { before: new Set(strings(base, 'required')), after: new Set(strings(revision, 'required')) }
  const isAsBefore = (name: string) =>
    required.before.has(name) === required.after.has(name) && isUnchanged(base, revision, 'schema', 'properties', name)
  const before = children(base, 'properties', isAsBefore)
  const after = children(revision, 'properties', isAsBefore)

  for (const [name, was] of before) {
    const is = after.get(name)
    if (is === undefined) {
      tell('property-removed', {
        below: [name],
        subject: name,
        traits: [need(required.before, name), ...audienceOf(was)],
        base: was.use,
        revision: null,
      })
      continue
    }
    compareNeed(comparison, name, was, is, required)
    if (isUnchanged(was, is, 'schema')) continue
    compareMutability(comparison, name, was, is, need(required.after, name))
    for (const { kind, ...details } of lifecycleFacts(was, is, policy))
      tell(kind, { below: [name], traits: [], ...details })
    descend(was, is, name)
  }
  for (const [name, is] of after) {
    if (before.has(name)) continue
    const hasDefault: Trait[] = get(is, 'default') === undefined ? [] : ['with-default']
    const unnamed = saysOfOthers(base) ? unnamedProperty(base, name) : null
    tell('property-added', {
      below: [name],
      subject: name,
      traits: [
        need(required.after, name),
        ...audienceOf(is),
        ...hasDefault,
        ...(unnamed === null ? [] : ['unnamed-before' as const]),
      ],
      base: null,
      revision: is.use,
      inclusions: unnamed === null ? null : comparison.inclusionsOf(unnamed, is),
    })
  }
  // What both sides say in the very same words asks for the same.
  if (base.value !== revision.value)
    compareUndeclared(comparison, required, new Set([...before.keys(), ...after.keys()]))
  compareOpenness(comparison)
}

function compareNeed(
  { base, revision, tell }: Comparison,
  name: string,
  was: Node,
  is: Node,
  required: { before: ReadonlySet<string>; after: ReadonlySet<string> },
): void {
  if (required.before.has(name) === required.after.has(name)) return
  const found = { below: [name], subject: name, ...itemSpots(base, revision, 'required', name) }
  const byDefault: readonly Trait[] = get(is, 'default') === undefined ? [] : ['with-default']
  // Who could not see it before does not miss it now; who need not send it any more is not asked for it.
  if (required.after.has(name)) {
    const audience = audienceOf(is).includes('read-only') ? audienceOf(is) : audienceOf(was, is).filter(isWriteOnly)
    tell('property-became-required', { ...found, traits: [...audience, ...byDefault] })
  } else tell('property-became-optional', { ...found, traits: audienceOf(was, is) })
}

const aboutOthers = ['additionalProperties', 'unevaluatedProperties', 'patternProperties']
const elsewhere = ['allOf', 'anyOf', 'oneOf']

/** True where a schema says something of properties that it does not name, or names none, so that it is used with whatever comes. */
function saysOfOthers(schema: Node): boolean {
  if (aboutOthers.some((key) => get(schema, key) !== undefined)) return true
  return children(schema, 'properties').size === 0 && elsewhere.every((key) => get(schema, key) === undefined)
}

/** What a schema says of a property that it does not name. */
function unnamedProperty(schema: Node, name: string): Node {
  const { schemas } = schemasFor(scopeOf(schema), name)
  const [only] = schemas
  if (only === undefined) return childOrAnything(schema, 'unevaluatedProperties')
  if (schemas.length === 1) return only
  return {
    ...only,
    value: { allOf: schemas.map(({ value }) => value) },
    identity: schemas.map(identityOf).join(' & '),
    merged: { owners: new Map(), properties: new Map(), allOf: schemas },
  }
}

/** What is required here and declared elsewhere, as beside an `allOf`, or described nowhere at all. */
function compareUndeclared(
  { base, revision, tell }: Comparison,
  required: { before: ReadonlySet<string>; after: ReadonlySet<string> },
  declared: ReadonlySet<string>,
): void {
  const stem = () => {
    const isElsewhere = [base, revision].some((schema) => get(schema, 'allOf') !== undefined)
    const isDescribed = [base, revision].some((schema) => children(schema, 'properties').size > 0)
    return isDescribed && !isElsewhere ? 'undescribed-property' : 'property'
  }
  const spots = (name: string) => itemSpots(base, revision, 'required', name)
  for (const name of required.after)
    if (!required.before.has(name) && !declared.has(name))
      tell(`${stem()}-became-required`, { below: [name], subject: name, ...spots(name) })
  for (const name of required.before)
    if (!required.after.has(name) && !declared.has(name))
      tell(`${stem()}-became-optional`, { below: [name], subject: name, ...spots(name) })
}

function isWriteOnly(trait: Trait): boolean {
  return trait === 'write-only'
}

function need(required: ReadonlySet<string>, name: string): Trait {
  return required.has(name) ? 'required' : 'optional'
}

function compareMutability({ tell }: Comparison, name: string, was: Node, is: Node, needed: Trait): void {
  for (const [keyword, stem] of [
    ['readOnly', 'read-only'],
    ['writeOnly', 'write-only'],
  ] as const) {
    const after = get(is, keyword) === true
    if ((get(was, keyword) === true) === after) continue
    const details = { below: [name], traits: [needed], base: spotOf(was, keyword), revision: spotOf(is, keyword) }
    tell(`became-${after ? '' : 'not-'}${stem}`, details)
  }
}

/** What no property names: allowed, forbidden, or held to a schema. */
function compareOpenness({ base, revision, tell, descend }: Comparison): void {
  const key = 'additionalProperties'
  const closed = { before: isClosed(base), after: isClosed(revision) }
  if (closed.before !== closed.after)
    tell(closed.after ? 'additional-properties-forbidden' : 'additional-properties-allowed', {
      base: spotOf(base, key),
      revision: spotOf(revision, key),
      // Who says nothing invites nobody, though the letter lets anybody in.
      ...(closed.before && get(revision, key) !== undefined ? { traits: ['invited'] } : {}),
    })
  else if (!closed.after) descend(childOrAnything(base, key), childOrAnything(revision, key), key)
}

function isClosed(schema: Node): boolean {
  return get(schema, 'additionalProperties') === false
}
