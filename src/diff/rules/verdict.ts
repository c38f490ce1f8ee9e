import type { Fact, Trait, Where } from '../fact.ts'
import type { ChangeRule, Coordinate, Silence } from './change-rule.ts'
import { families } from './index.ts'
import { cap } from './words.ts'

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

/** What no rule judges is not safe for that. A test over the tables shows that nothing comes here. */
export const undecided: ChangeRule = {
  id: 'change-undecided',
  fact: '',
  at: '',
  impact: 'dangerous',
  message: (fact) => `${cap(fact.thing)} changed in a way no rule judges (\`${fact.kind}\`)`,
  help: 'Compare the two places yourself, and report the change to us.',
}

/** The id of every change that can be told. */
export const ruleIds: ReadonlySet<string> = new Set([
  ...families.flatMap(({ rules }) => rules.map(({ id }) => id)),
  undecided.id,
])

const unseen: Silence = {
  fact: '',
  at: '',
  because: 'Nobody meets it: what is read-only is never in a request, and what is write-only never in a response.',
}

/** The rule for a fact: at its own place with the most of its traits, else with fewer, else at the place that place is a case of. */
export function lookUp({ kind, where, direction, traits }: Standing): ChangeRule | Silence {
  const question = `${kind}\n${where}\n${direction}\n${traits.join()}`
  let answer = answers.get(question)
  if (answer === undefined) {
    answer = ruleFor({ kind, where, direction, traits })
    answers.set(question, answer)
  }
  return answer
}

type Standing = Pick<Fact, 'kind' | 'where' | 'direction' | 'traits'>

/** Of thousands of facts only a few stand differently. */
const answers = new Map<string, ChangeRule | Silence>()

function ruleFor(fact: Standing): ChangeRule | Silence {
  const rules = byFact.get(fact.kind)
  for (let where: Where | undefined = fact.where; where !== undefined; where = caseOf[where])
    for (const traits of subsets(fact.traits)) {
      const rule = rules?.get(coordinateOf(fact.direction, traits, where))
      if (rule !== undefined) return isUnseen(fact, rule) ? unseen : rule
    }
  return undecided
}

/**
 * True where a rule that did not think of the audience would alarm those who never see the property (OpenAPI 3.0, 4.7.24.1: only
 * properties are one or the other).
 */
function isUnseen(
  { where, direction, traits }: Pick<Fact, 'where' | 'direction' | 'traits'>,
  rule: ChangeRule | Silence,
): boolean {
  const hiding: Trait = direction === 'request' ? 'read-only' : 'write-only'
  const alarms = 'impact' in rule && rule.impact !== 'safe' && !rule.at.includes(hiding)
  return where.endsWith('property') && traits.includes(hiding) && alarms
}

function coordinateOf(direction: Fact['direction'], traits: readonly Trait[], where: Where): Coordinate {
  return [...(direction === 'none' ? [] : [direction]), ...traits, where].join(' ')
}

/** Every choice of the traits in their order, the larger first. */
function subsets(traits: readonly Trait[]): readonly (readonly Trait[])[] {
  const all: Trait[][] = [[]]
  for (const trait of traits) all.push(...all.map((some) => [...some, trait]))
  return all.toSorted((a, b) => b.length - a.length)
}
