/**
 * What changed between two contracts, and what that means for those who use them.
 *
 * Facts come first: `compare-*.ts` match operations, parameters, bodies, responses, headers and schemas, each pair once, and say
 * neutrally what differs. Verdicts come after: the tables in `rules/` turn a fact at a place in a direction into a rule id, an
 * impact and a sentence. A fact is one change however many operations it reaches: a changed shared schema is one line with a long
 * `affects`, not a thousand lines. Nothing here reads a clock, a file or the network.
 */
import { markdownCode } from '../base/escaping.ts'
import { fingerprinter } from '../base/fingerprint.ts'
import type { Contract } from '../contract/contract.ts'
import { semanticParts } from '../contract/semantic-pointer.ts'
import {
  type Bump,
  type Change,
  type Diff,
  type DiffOptions,
  type Impact,
  isAddition,
  type OperationSubject,
  type Subject,
} from './change.ts'
import { compareOperations } from './compare-operations.ts'
import { type Reach, reachFinder } from './compare-schemas.ts'
import { compareGlobalSecurity } from './compare-security.ts'
import type { Fact, SchemaFact, Where } from './fact.ts'
import { rootOf, type Spot } from './node.ts'
import { collect, type Site } from './notebook.ts'
import type { ChangeRule } from './rules/change-rule.ts'
import { lookUp } from './rules/verdict.ts'

/** Compares two readable contracts. The changes stand in the order of the operations of the revision's paths, the worst first among those of one operation. */
export function diff(base: Contract, revision: Contract, options: DiffOptions): Diff {
  const notebook = collect(options)
  const roots = { base: rootOf(base), revision: rootOf(revision) }
  compareOperations(roots.base, roots.revision, notebook)
  compareGlobalSecurity(roots.base, roots.revision, notebook)
  const causes = new Causes()
  for (const fact of notebook.facts) causes.add(fact)
  const reachable = reachFinder()
  for (const { site, pair } of notebook.sites)
    for (const reach of reachable(pair)) for (const fact of reach.pair.facts) causes.add(factAt(site, reach, fact))
  return summed(causes.changes(base, revision))
}

/** One change per operation it reaches, for those who want a line each. */
export function expand({ changes, ...rest }: Diff): Diff {
  return {
    ...rest,
    changes: changes.flatMap((change) =>
      change.affects.length === 0
        ? [change]
        : change.affects.map((operation) => ({ ...change, subject: operation, affects: [operation] })),
    ),
  }
}

/** A schema's fact as the fact of one operation. A schema with a name is called by it: its readers know `Pet`, not the way to it. */
function factAt(site: Site, { isRoot, owner, path }: Reach, fact: SchemaFact): Fact {
  const below: Where = site.where === 'body' ? 'property' : `${site.where} property`
  const whole = owner === null ? site.thing : `${markdownCode(owner)} in ${site.thing}`
  const steps = [...path, ...fact.path]
  return {
    ...fact,
    ...site,
    traits: [...fact.traits, ...site.traits],
    where: isRoot && steps.length === 0 ? site.where : below,
    thing: steps.length === 0 ? whole : `${markdownCode(steps.join('/'))} of ${whole}`,
  }
}

interface Cause {
  readonly rule: ChangeRule
  readonly fact: Fact
  readonly affects: Map<string, OperationSubject>
}

/** Facts with the same verdict, subject and places are one cause. */
class Causes {
  readonly #causes = new Map<string, Cause>()

  add(fact: Fact): void {
    const rule = lookUp(fact)
    if ('because' in rule) return
    const key = [rule.id, fact.kind, fact.subject, spotText(fact.base), spotText(fact.revision)].join('\n')
    let cause = this.#causes.get(key)
    if (cause === undefined) {
      cause = { rule, fact, affects: new Map() }
      this.#causes.set(key, cause)
    }
    const { operation } = fact
    if (operation !== null) cause.affects.set(`${operation.method} ${operation.path}`, operation)
  }

  changes(base: Contract, revision: Contract): readonly Change[] {
    const fingerprintOf = fingerprinter()
    return [...this.#causes.values()].map(({ rule, fact, affects }) => {
      const operations = [...affects.values()]
      const subject: Subject = operations[0] ?? { kind: 'document' }
      const [side, spot] = fact.revision === null ? [base, fact.base] : [revision, fact.revision]
      const parts = semanticParts(side.identity, side.entry, spot?.file ?? side.entry, spot?.pointer ?? '')
      return {
        rule: rule.id,
        impact: rule.impact,
        direction: fact.direction,
        message: rule.message(fact),
        help: rule.help,
        fingerprint: fingerprintOf({ rule: rule.id, ...parts, subject: fact.subject }),
        subject,
        affects: operations,
        base: placeOf(base, fact.base),
        revision: placeOf(revision, fact.revision),
      }
    })
  }
}

function spotText(spot: Spot | null): string {
  return spot === null ? '' : `${spot.file}#${spot.pointer}`
}

function placeOf(contract: Contract, spot: Spot | null) {
  return spot === null ? null : (contract.files.get(spot.file)?.place(spot.pointer) ?? null)
}

const ranks: Readonly<Record<Impact, number>> = { breaking: 0, dangerous: 1, safe: 2 }

function summed(changes: readonly Change[]): Diff {
  const sorted = changes.toSorted((a, b) => ranks[a.impact] - ranks[b.impact])
  return { changes: sorted, breaking: sorted[0]?.impact === 'breaking', bump: bumpOf(sorted) }
}

function bumpOf(changes: readonly Change[]): Bump {
  if (changes.length === 0) return 'none'
  if (changes.some(({ impact }) => impact === 'breaking')) return 'major'
  // What may break is no patch: nobody reads the changelog of a patch.
  return changes.some((change) => change.impact === 'dangerous' || isAddition(change)) ? 'minor' : 'patch'
}
