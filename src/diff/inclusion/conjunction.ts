import type { Contract, Json } from '../../contract/contract.ts'
import { boundOf } from '../compare-bounds.ts'
import { identityOf } from '../flatten.ts'
import { child, children, get, isList, items, type Node, strings } from '../node.ts'
import { isExclusive } from './evaluate.ts'
import { made, type Reading } from './reading.ts'
import { schemasFor, scopeOf } from './scope.ts'

/** Schemas that hold together, taken apart: an `allOf` is its members, a choice is kept until somebody goes through it. */
export interface Conjunction {
  readonly parts: readonly Node[]
  /** None of these holds: what stands under `not`, and the branches beside the one that `oneOf` chose. */
  readonly excluded: readonly Node[]
  readonly choices: readonly Choice[]
}

interface Choice {
  readonly members: readonly Node[]
  readonly isExclusive: boolean
}

const noTypes = ['boolean', 'integer', 'fraction', 'string', 'array', 'object'] as const
const allTypes = ['null', ...noTypes] as const
/** Types of JSON Schema, numbers in two so that they do not overlap. */
export type Type = (typeof allTypes)[number]

/** Takes schemas apart that hold together; those of `known` hold already and are not taken apart again. */
export function conjunctionOf(
  schemas: readonly Node[],
  oneOf: Reading['oneOf'],
  known: readonly Node[] = [],
): Conjunction {
  const seen = new Set(known.map(sideOf))
  const found = { parts: [] as Node[], excluded: [] as Node[], choices: [] as Choice[] }
  const waiting = [...schemas]
  for (let schema = waiting.shift(); schema !== undefined; schema = waiting.shift()) {
    if (seen.has(sideOf(schema))) continue
    seen.add(sideOf(schema))
    const [nothing, something] = withoutNull(schema)
    if (something !== schema) {
      found.choices.push({ members: [nothing, something], isExclusive: false })
      continue
    }
    found.parts.push(schema)
    waiting.push(...items(schema, 'allOf'))
    const not = child(schema, 'not')
    if (not !== null) found.excluded.push(not)
    for (const keyword of ['oneOf', 'anyOf']) {
      const members = items(schema, keyword)
      if (members.length > 0)
        found.choices.push({ members, isExclusive: keyword === 'oneOf' && isExclusive(schema, oneOf) })
    }
  }
  return found
}

const contracts = new WeakMap<Contract, number>()
let contractsSeen = 0

/** Names a schema, apart from those of other contracts, which may stand at the same place. */
export function sideOf(schema: Node): string {
  let contract = contracts.get(schema.contract)
  if (contract === undefined) {
    contract = ++contractsSeen
    contracts.set(schema.contract, contract)
  }
  return `${contract} ${identityOf(schema)}`
}

/** Of a choice of more than these, what the other branches let through is not taken off: that costs the square of them. */
const mostExcluded = 200

/**
 * A conjunction for each branch of its first choice; none where it has no choice. It may let more through than the branch does, so
 * that what is proven of it holds for the branch.
 */
export function branchesOf(conjunction: Conjunction, oneOf: Reading['oneOf']): readonly Conjunction[] {
  const [choice, ...left] = conjunction.choices
  if (choice === undefined) return []
  const isCounted = choice.isExclusive && choice.members.length <= mostExcluded
  return choice.members.map((member) => {
    const more = conjunctionOf([member], oneOf, conjunction.parts)
    const others = isCounted ? choice.members.filter((other) => other !== member) : []
    return {
      parts: [...conjunction.parts, ...more.parts],
      excluded: [...conjunction.excluded, ...more.excluded, ...others],
      choices: [...more.choices, ...left],
    }
  })
}

const composing = ['allOf', 'oneOf', 'anyOf', 'not', 'if', 'enum', 'const']

/** `nullable` beside what else would forbid null (OpenAPI 3.0), as null and the rest; the schema itself where it is no such thing. */
export function withoutNull(schema: Node): readonly [Node, Node] {
  const { nullable, ...rest } = schema.value
  const isMeant = nullable === true && composing.some((key) => get(schema, key) !== undefined)
  if (!isMeant) return [schema, schema]
  return [
    made(schema, 'null', { type: 'null' }),
    { ...schema, value: rest, inline: true, identity: `${identityOf(schema)} not null` },
  ]
}

/** The types a value may have. */
export function typesAllowedBy({ parts }: Pick<Conjunction, 'parts'>): ReadonlySet<Type> {
  let types: readonly Type[] = allTypes
  for (const part of parts) {
    const own = ownTypes(part)
    if (own !== null) types = types.filter((type) => own.has(type))
  }
  return new Set(types)
}

/** What the `type` of one schema allows; `null`: anything. */
export function ownTypes(schema: Node): ReadonlySet<Type> | null {
  const type = get(schema, 'type')
  if (type === undefined) return null
  const names = (isList(type) ? type : [type]).flatMap((name) => (name === 'number' ? ['integer', 'fraction'] : [name]))
  if (get(schema, 'nullable') === true) names.push('null')
  return new Set(allTypes.filter((name) => names.includes(name)))
}

/** The values there are, where they are listed; `null` where they are not. */
export function listedBy({ parts }: Pick<Conjunction, 'parts'>): readonly Json[] | null {
  for (const part of parts) {
    const only = get(part, 'const')
    if (only !== undefined) return [only]
  }
  const lists = parts.flatMap((part) => {
    const list = get(part, 'enum')
    return isList(list) ? [list] : []
  })
  return lists.toSorted((a, b) => a.length - b.length)[0] ?? null
}

/** The tightest of a bound over all parts. */
export function tightest(
  { parts }: Pick<Conjunction, 'parts'>,
  keyword: string,
  tighter: (a: number, b: number) => number,
): number | undefined {
  let found: number | undefined
  for (const part of parts) {
    const bound = boundOf(part, keyword)
    if (bound !== undefined) found = found === undefined ? bound : tighter(found, bound)
  }
  return found
}

export function requiredBy({ parts }: Pick<Conjunction, 'parts'>): ReadonlySet<string> {
  return new Set(parts.flatMap((part) => strings(part, 'required')))
}

/** The properties that are named, by any part. */
export function namedBy({ parts }: Pick<Conjunction, 'parts'>): ReadonlySet<string> {
  return new Set([...parts.flatMap((part) => [...children(part, 'properties').keys()]), ...requiredBy({ parts })])
}

/** All that hold for a property of that name; `null` where a pattern cannot be read. */
export function propertyOf({ parts }: Pick<Conjunction, 'parts'>, name: string): readonly Node[] | null {
  const answers = parts.map((part) => schemasFor(scopeOf(part), name))
  return answers.every(({ isSure }) => isSure) ? answers.flatMap(({ schemas }) => schemas) : null
}

/** All that hold for an item at that index. */
export function itemOf({ parts }: Pick<Conjunction, 'parts'>, index: number): readonly Node[] {
  return parts.flatMap((part) => items(part, 'prefixItems')[index] ?? child(part, 'items') ?? [])
}

/** Keywords that may name properties under a condition. */
const naming = ['then', 'else', 'dependentSchemas']

/**
 * True where an object may have properties it does not name: it invites them, it names none at all, so that all it can be used for
 * is what it does not name, or a branch of it may name more.
 */
export function isOpen(
  { parts, choices }: Pick<Conjunction, 'parts' | 'choices'>,
  undeclared: Reading['undeclared'],
): boolean {
  if (undeclared === 'may come' || choices.length > 0) return true
  if (parts.some((part) => naming.some((key) => get(part, key) !== undefined))) return true
  if (parts.some((part) => get(part, 'additionalProperties') !== undefined)) return true
  return parts.every((part) => ['properties', 'patternProperties'].every((key) => get(part, key) === undefined))
}
