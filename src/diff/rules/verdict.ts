import type { Fact, Trait, Where } from '../fact.ts'
import type { ChangeRule, Coordinate, Silence } from './change-rule.ts'
import { families } from './index.ts'

const byFact = new Map<string, ReadonlyMap<Coordinate, ChangeRule | Silence>>(
  families.map(({ fact, rules, silences }) => [fact, new Map([...rules, ...silences].map((rule) => [rule.at, rule]))]),
)

/** Where a place has no rule of its own, that of the place it is a case of holds. */
const caseOf: Readonly<Partial<Record<Where, Where>>> = {
  'header parameter': 'parameter',
  'path parameter': 'parameter',
  'header parameter property': 'parameter property',
  'parameter property': 'parameter',
  parameter: 'property',
  'header property': 'header',
  header: 'property',
  body: 'property',
  path: 'operation',
}

/** The rule for a fact: at its own place with the most of its traits, else with fewer, else at the place that place is a case of. */
export function lookUp(fact: Fact): ChangeRule | Silence | null {
  const rules = byFact.get(fact.kind)
  if (rules === undefined) return null
  for (let where: Where | undefined = fact.where; where !== undefined; where = caseOf[where])
    for (const traits of subsets(fact.traits)) {
      const rule = rules.get(coordinateOf(fact.direction, traits, where))
      if (rule !== undefined) return rule
    }
  return null
}

export function coordinateOf(direction: Fact['direction'], traits: readonly Trait[], where: Where): Coordinate {
  return [...(direction === 'none' ? [] : [direction]), ...traits, where].join(' ')
}

/** Every choice of the traits in their order, the larger first. */
function subsets(traits: readonly Trait[]): readonly (readonly Trait[])[] {
  const all = traits.reduce<readonly Trait[][]>(
    (found, trait) => [...found, ...found.map((some) => [...some, trait])],
    [[]],
  )
  return all.toSorted((a, b) => b.length - a.length)
}
