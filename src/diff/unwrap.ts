import { isListOfTypes, isNullable } from './compare-type.ts'
import { flattened, identityOf } from './flatten.ts'
import { children, get, isAnnotation, items, type Node } from './node.ts'

export interface Unwrapped {
  readonly schema: Node
  readonly nullable: boolean | null
}

const choices = ['anyOf', 'oneOf']
const wrappers = [...choices, 'allOf']
const refusingNothing = ['nullable', 'default', 'readOnly', 'writeOnly', 'discriminator']

/** True for the keywords beside which a choice lets through what it lets through alone. */
export function refusesNothing(key: string): boolean {
  return isAnnotation(key) || refusingNothing.includes(key)
}

/**
 * Both schemas without what only wraps them. A choice of one beside which the other side has a choice of several stays a choice, so
 * that the two are compared branch by branch.
 */
export function bothUnwrapped(base: Node, revision: Node): readonly [Unwrapped, Unwrapped] {
  const [was, is] = [unwrapped(base), unwrapped(revision)]
  const isOneWrapped = (was.schema === base) !== (is.schema === revision)
  const areChoices = choices.some((key) => [base, revision].every((schema) => items(schema, key).length > 0))
  if (!isOneWrapped || !areChoices || isListOfTypes(base) || isListOfTypes(revision)) return [was, is]
  return [asItStands(base), asItStands(revision)]
}

function asItStands(schema: Node): Unwrapped {
  return { schema, nullable: isNullable(schema) }
}

/**
 * The schema inside one that only wraps it: `allOf: [it]`, which is how a description gets beside a `$ref` in OpenAPI 3.0, or
 * `oneOf: [it, null]`, which is how 3.1 says nullable. Where more stands beside a choice of one, both hold: they are given back as
 * `allOf`. Any other schema is given back.
 */
export function unwrapped(schema: Node): Unwrapped {
  const beside = Object.keys(schema.value).filter((key) => !isAnnotation(key) && key !== 'nullable')
  const keyword = wrappers.find((key) => beside.includes(key))
  if (keyword === undefined) return asItStands(schema)
  const members = items(schema, keyword)
  const [only, ...others] = members.filter((member) => get(member, 'type') !== 'null')
  if (only === undefined || others.length > 0 || members.length > 2) return asItStands(schema)
  if (beside.length > 1) return together(schema, keyword, only, members.length === 2) ?? asItStands(schema)
  const nullable = members.length === 2 || get(schema, 'nullable') === true || isNullable(only)
  return { schema: only, nullable }
}

/** What stands beside a choice of one, and the one; `null` where the two hold otherwise than together. */
function together(schema: Node, keyword: string, only: Node, offersNull: boolean): Unwrapped | null {
  const beside = Object.keys(schema.value).filter((key) => key !== keyword && key !== 'nullable')
  const isChoice = keyword !== 'allOf' && !beside.some((key) => choices.includes(key)) && !isListOfTypes(schema)
  const letsNullThrough = beside.every((key) => refusesNothing(key) || (key === 'type' && isNullable(schema)))
  if (!isChoice || (offersNull && !letsNullThrough)) return null
  const known = answers.get(schema.value) ?? []
  const found = known.find(({ of }) => of.contract === schema.contract && identityOf(of) === identityOf(schema))
  if (found !== undefined) return found.answer
  const allOf = [...items(schema, 'allOf'), only]
  const whole: Node = {
    ...schema,
    value: Object.fromEntries([
      ...beside.map((key) => [key, get(schema, key) ?? null]),
      ['allOf', allOf.map(({ value }) => value)],
    ]),
    identity: `${identityOf(schema)} as one`,
    merged: {
      owners: new Map(beside.map((key) => [key, schema])),
      properties: children(schema, 'properties'),
      allOf,
    },
  }
  const nullable = offersNull || get(schema, 'nullable') === true || isNullable(flattened(whole))
  const answer = { schema: whole, nullable }
  answers.set(schema.value, [...known, { of: schema, answer }])
  return answer
}

const answers = new WeakMap<object, { readonly of: Node; readonly answer: Unwrapped }[]>()
