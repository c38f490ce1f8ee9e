/**
 * Is every value that one schema lets through let through by another? This is what a refactored `oneOf` comes down to: clients that
 * kept to the old schema must find their requests accepted by the new one, and what the new one sends must be something the old one
 * announced. The answer is yes, no, or unknown, and neither of the first two is ever a guess.
 *
 * A yes is proven (`prove.ts`): keyword by keyword, through references, branches and recursion, by what always holds of such keywords
 * (`implications.ts`). A no is shown: values at the edges of both schemas are made (`examples.ts`) and tried on both
 * (`evaluate.ts`), and one that the first lets through and the second does not is the answer's counterexample. What is neither
 * proven nor refuted within a budget of steps is unknown: schemas come from strangers and may be made to be hard.
 *
 * Two things are read as people mean them rather than by the letter (`reading.ts`). An object that names its properties is used with
 * those, although JSON Schema lets any other through: else no property could ever be added. And a `oneOf` whose branches
 * overlapped before was never read as "exactly one" by anybody, so that one more branch does not refuse what two branches now match.
 */
import type { Json } from '../../contract/contract.ts'
import { identityOf } from '../flatten.ts'
import { children, get, items, type Node } from '../node.ts'
import { namedBy } from './conjunction.ts'
import { Evaluator } from './evaluate.ts'
import { Examples, surroundings } from './examples.ts'
import { Prover } from './prove.ts'
import { Budget, type Reading } from './reading.ts'

export type Answer =
  | { readonly holds: 'yes' }
  /**
   * `counterexample` is a value of the first schema and none of the second, `isAmbiguous` where only because several branches of a
   * `oneOf` let it through.
   */
  | { readonly holds: 'no'; readonly counterexample: Json; readonly isAmbiguous: boolean }
  /** `because` says what it hangs on, as a part of a sentence. */
  | { readonly holds: 'unknown'; readonly because: string }

/** What was announced before and what is now, each asked for the other; asked when looked at, and once. */
export interface Inclusions {
  readonly baseInRevision: Answer
  readonly revisionInBase: Answer
}

/** What a question may cost. A step is a comparison of two schemas, or a look at a value through one. */
const stepsForProof = 20_000
const stepsForExamples = 30_000
/** How far below the whole a counterexample is looked for, the near ones first. */
const depths = [1, 2, 4]
/** What all questions of one comparison of contracts may cost together. */
const stepsForAll = 80_000

/** Returns the function that asks, both ways, with what may be spent on one comparison of contracts. */
export function inclusionAsker(): (base: Node, revision: Node, undeclared?: Reading['undeclared']) => Inclusions {
  const budget = new Budget(stepsForAll)
  return (base, revision, undeclared = 'stay away') => {
    const answers: { forward?: Answer; backward?: Answer } = {}
    return {
      get baseInRevision() {
        answers.forward ??= isWithin(base, revision, { was: base, undeclared, budget })
        return answers.forward
      },
      get revisionInBase() {
        answers.backward ??= isWithin(revision, base, { was: base, undeclared, budget })
        return answers.backward
      },
    }
  }
}

interface Terms {
  /** The schema as it stood before, one of the two: how it was written says how strictly `oneOf` is meant. */
  readonly was: Node
  readonly undeclared: Reading['undeclared']
  readonly budget: Budget
}

/** Asks whether every value of `a` is one of `b`. */
export function isWithin(a: Node, b: Node, terms: Terms): Answer {
  const answer = ask(a, b, { oneOf: 'exactly one', undeclared: terms.undeclared }, terms.budget)
  const isAsMeant = answer.holds === 'yes' || (answer.holds === 'no' && !answer.isAmbiguous)
  if (isAsMeant || !overlaps(terms)) return answer
  return ask(a, b, { oneOf: 'one at least', undeclared: terms.undeclared }, terms.budget)
}

function ask(a: Node, b: Node, reading: Reading, shared: Budget): Answer {
  const prover = new Prover(reading, new Budget(stepsForProof, shared))
  if (prover.isWithin(a, b)) return { holds: 'yes' }
  const budget = new Budget(stepsForExamples, shared)
  const evaluator = new Evaluator(reading, budget)
  const loose = new Evaluator({ oneOf: 'one at least' }, budget)
  let ambiguous: Json | undefined
  for (const depth of depths)
    for (const value of new Examples(reading, budget).of(a, b, depth)) {
      if (evaluator.holds(b, value) !== false) continue
      // What is refused however `oneOf` is read is the better example, so one that is not waits for it.
      if (loose.holds(b, value) === false) return { holds: 'no', counterexample: value, isAmbiguous: false }
      ambiguous ??= value
    }
  if (ambiguous !== undefined) return { holds: 'no', counterexample: ambiguous, isAmbiguous: true }
  const keyword = prover.stuckAt
  return { holds: 'unknown', because: keyword === null ? 'it would take too long' : `it hangs on \`${keyword}\`` }
}

/** True where a value is found that several branches of a `oneOf` let through. */
function overlaps({ was, undeclared, budget: shared }: Terms): boolean {
  const budget = new Budget(stepsForExamples, shared)
  const evaluator = new Evaluator({ oneOf: 'exactly one' }, budget)
  const examples = new Examples({ oneOf: 'one at least', undeclared }, budget)
  for (const value of examples.of(was, was, 2)) if (evaluator.holds(was, value) === false) return true
  return false
}

/** The properties that one schema names and another names nowhere: whoever sends or reads them is on their own. */
export function unnamedBy(other: Node, schema: Node): readonly string[] {
  const names = (of: Node) => surroundings([of]).flatMap((one) => [...namedBy({ parts: [one] })])
  const known = new Set(names(other))
  return [...new Set(names(schema))].filter((name) => !known.has(name))
}

/** A schema with some of its keywords as another one has them: what it would be had nothing else changed. */
export function withKeywords(schema: Node, other: Node, keywords: readonly string[]): Node {
  const value: Record<string, Json> = Object.create(null)
  const owners = new Map<string, Node>()
  for (const key of Object.keys(schema.value)) {
    if (keywords.includes(key)) continue
    value[key] = get(schema, key) ?? null
    owners.set(key, schema.merged?.owners.get(key) ?? schema)
  }
  for (const key of keywords) {
    const own = get(other, key)
    if (own === undefined) continue
    value[key] = own
    owners.set(key, other.merged?.owners.get(key) ?? other)
  }
  const [properties, allOf] = ['properties', 'allOf'].map((key) => (keywords.includes(key) ? other : schema)) as [
    Node,
    Node,
  ]
  return {
    ...schema,
    value,
    inline: true,
    identity: `${identityOf(schema)} with ${keywords.join()} of ${identityOf(other)}`,
    merged: { owners, properties: children(properties, 'properties'), allOf: items(allOf, 'allOf') },
  }
}
