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
import { valueAt } from '../base/place.ts'
import { textPattern } from '../base/text-pattern.ts'
import type { Contract } from '../contract/contract.ts'
import { semanticPartsOf } from '../contract/semantic-pointer.ts'
import {
  type Bump,
  type Change,
  type Diff,
  type DiffOptions,
  type Impact,
  isAddition,
  nameOf,
  perOperation,
  type UsedSubject,
} from './change.ts'
import { compareDialect, compareOperations } from './compare-operations.ts'
import { compareWebhooks } from './compare-outgoing.ts'
import { type Reach, reachFinder, type SchemaPair } from './compare-schemas.ts'
import { compareGlobalSecurity } from './compare-security.ts'
import { compareServers } from './compare-servers.ts'
import { pathPatternInvalid } from './errors.ts'
import type { Fact, SchemaFact } from './fact.ts'
import { type Node, rootOf, type Spot } from './node.ts'
import { type Collected, collect, type Site } from './notebook.ts'
import { operationsOf } from './operation.ts'
import type { ChangeRule } from './rules/change-rule.ts'
import { lookUp } from './rules/verdict.ts'
import { weighedBy } from './severity-levels.ts'
import { stablePointer } from './stable-pointer.ts'
import { type IsUnchanged, unchangedBetween } from './unchanged.ts'

/**
 * Compares two readable contracts. The worst changes come first. What is unchanged is passed over, and the answer is the same without.
 * Throws an `ApigovError` where `matchPath` is no pattern.
 */
export function diff(
  base: Contract,
  revision: Contract,
  options: DiffOptions,
  isUnchanged: IsUnchanged = unchangedBetween(base, revision),
): Diff {
  const notebook = collect(options, isUnchanged, pathFilter(options.matchPath))
  const roots = { base: rootOf(base), revision: rootOf(revision) }
  compareOperations(roots.base, roots.revision, notebook)
  compareGlobalSecurity(roots.base, roots.revision, notebook)
  compareServers(roots.base, roots.revision, notebook)
  compareWebhooks(roots.base, roots.revision, notebook)
  compareDialect(roots.base, roots.revision, notebook)
  return judged(notebook, base, revision, orderOf(roots.base, roots.revision), options)
}

/** The verdicts on all that was collected. `order` says where what a change reaches stands among its like. */
export function judged(
  { facts, sites }: Collected,
  base: Contract,
  revision: Contract,
  order: (subject: UsedSubject) => number,
  options: DiffOptions,
): Diff {
  const causes = new Causes(base, revision)
  for (const fact of facts) causes.of(fact)?.reachedBy.push(fact.operation === null ? [] : [fact.operation])
  const reachable = reachFinder()
  // A schema that is reached again in the same role tells nothing new but who else reaches it.
  const told = new Map<SchemaPair, Map<string, Set<UsedSubject>>>()
  for (const { site, role, pair, operations } of rolesOf(sites))
    for (const reach of reachable(pair)) {
      const ofPair = told.get(reach.pair) ?? new Map<string, Set<UsedSubject>>()
      told.set(reach.pair, ofPair)
      const key = reach.isRoot ? `root ${role}` : role
      const known = ofPair.get(key)
      const users = known ?? new Set<UsedSubject>()
      for (const operation of operations) users.add(operation)
      if (known !== undefined) continue
      ofPair.set(key, users)
      for (const fact of reach.pair.facts) causes.of(factAt(site, reach, fact))?.reachedBy.push(users)
    }
  return summed(causes.changes(order), options)
}

/** What is not about an operation, or a message on a channel, is compared whatever the pattern says. Throws where it is no pattern. */
export function pathFilter(pattern: string | undefined): (operation: UsedSubject | null) => boolean {
  if (pattern === undefined) return () => true
  const wanted = textPattern(pattern)
  if (wanted === null) throw pathPatternInvalid(pattern)
  // What is too long to tell is compared: nothing is left out unseen.
  const matches = (text: string) => wanted.matches(text) !== false
  return (subject) => {
    if (subject?.kind === 'operation') return matches(subject.path)
    return subject?.kind !== 'message' || matches(subject.channel)
  }
}

/** The diff with one change per operation it reaches. */
export function expand({ changes, ...rest }: Diff): Diff {
  return { ...rest, changes: [...perOperation(changes)] }
}

interface Role {
  readonly site: Site
  /** What verdicts depend on: direction, place and traits. */
  readonly role: string
  readonly pair: SchemaPair
  readonly operations: UsedSubject[]
}

/** Sites where the same schemas stand in the same role: what is found there is found once for all of them. */
function rolesOf(sites: readonly { site: Site; pair: SchemaPair }[]): Iterable<Role> {
  const roles = new Map<SchemaPair, Map<string, Role>>()
  for (const { site, pair } of sites) {
    const ofPair = roles.get(pair) ?? new Map<string, Role>()
    roles.set(pair, ofPair)
    const role = [site.direction, site.where, ...site.traits].join()
    const found = ofPair.get(role) ?? { site, role, pair, operations: [] }
    ofPair.set(role, found)
    if (site.operation !== null) found.operations.push(site.operation)
  }
  return [...roles.values()].flatMap((ofPair) => [...ofPair.values()])
}

/** Where an operation stands among those of both contracts. */
function orderOf(...roots: readonly Node[]): (operation: UsedSubject) => number {
  const order = new Map<string, number>()
  for (const root of roots)
    for (const { subject } of operationsOf(root).values())
      order.set(nameOf(subject), order.get(nameOf(subject)) ?? order.size)
  return (operation) => order.get(nameOf(operation)) ?? order.size
}

/** A schema's fact as the fact of one operation. */
function factAt(site: Site, reach: Reach, fact: SchemaFact): Fact {
  const isRoot = reach.isRoot && reach.path.length === 0 && fact.path.length === 0
  // Requests that were accepted must be, and responses that come must have been announced.
  const answer =
    (site.direction === 'request' ? fact.inclusions?.baseInRevision : fact.inclusions?.revisionInBase) ?? null
  const traits = [...fact.traits, ...site.traits.filter((trait) => isRoot || trait === 'as-text')]
  if (answer?.holds === 'yes') traits.push('included')
  if (answer?.holds === 'no') traits.push('refuted', ...(answer.isAmbiguous ? ['ambiguous' as const] : []))
  return {
    ...fact,
    ...site,
    answer,
    traits,
    where: isRoot ? site.where : site.where === 'body' ? 'property' : `${site.where} property`,
    // Late, because only the first of the many facts with one cause is ever put into words.
    get thing() {
      return wordsFor(site, reach, fact)
    },
  }
}

/** A schema with a name is called by it: its readers know `Pet`, not the way to it. */
function wordsFor(site: Site, { owner, path }: Reach, fact: SchemaFact): string {
  const whole = owner === null ? site.thing : `${markdownCode(owner)} in ${site.thing}`
  const steps = [...path, ...fact.path].filter((step) => step !== '')
  return steps.length === 0 ? whole : `${markdownCode(steps.join('/'))} of ${whole}`
}

interface Cause {
  readonly rule: ChangeRule
  readonly fact: Fact
  /** An operation has one subject, wherever it is compared. Causes with the same users share their list. */
  readonly reachedBy: Iterable<UsedSubject>[]
}

/** Facts with the same verdict, subject and places are one cause. */
class Causes {
  readonly #causes = new Map<string, Cause>()
  readonly #base: Contract
  readonly #revision: Contract

  constructor(base: Contract, revision: Contract) {
    this.#base = base
    this.#revision = revision
  }

  /** The cause that a fact is of; `null` where nobody need know. */
  of(fact: Fact): Cause | null {
    const rule = lookUp(fact)
    if ('because' in rule) return null
    const key = `${rule.id}\n${fact.kind}\n${fact.subject}\n${originOf(this.#base, fact.base)}\n${originOf(this.#revision, fact.revision)}`
    const cause = this.#causes.get(key) ?? { rule, fact, reachedBy: [] }
    this.#causes.set(key, cause)
    return cause
  }

  changes(order: (operation: UsedSubject) => number): readonly Change[] {
    const [base, revision] = [this.#base, this.#revision]
    const fingerprintOf = fingerprinter()
    const inOrder = sorter(order)
    return [...this.#causes.values()].map(({ rule, fact, reachedBy }) => {
      const [side, spot] = fact.revision === null ? [base, fact.base] : [revision, fact.revision]
      const { file, pointer } = spot === null ? rootOf(side) : { ...spot, pointer: stablePointer(side, spot) }
      return {
        rule: rule.id,
        impact: rule.impact,
        direction: fact.direction,
        message: rule.message(fact),
        help: rule.help,
        fingerprint: fingerprintOf({
          rule: rule.id,
          ...semanticPartsOf(side, file, pointer),
          subject: fact.subject,
        }),
        // The message speaks of the place in this operation, so it is the one, even where another stands before it.
        subject: fact.operation ?? { kind: 'document' },
        affects: inOrder(reachedBy),
        base: placeOf(base, fact.base),
        revision: placeOf(revision, fact.revision),
        ...absentSide(isWritten(base, fact.base), isWritten(revision, fact.revision)),
        nearest: placeOf(revision, fact.revision ?? counterpart(base, revision, fact.base)),
      }
    })
  }
}

/**
 * Returns the function that puts operations in order, each once. Lists that were asked for are kept: many changes reach the same
 * operations.
 */
function sorter(order: (operation: UsedSubject) => number) {
  const ranks = new Map<UsedSubject, number>()
  const answers = new Map<Iterable<UsedSubject>, readonly UsedSubject[]>()
  const rankOf = (operation: UsedSubject) => {
    const rank = ranks.get(operation) ?? order(operation)
    ranks.set(operation, rank)
    return rank
  }
  const sorted = (operations: ReadonlySet<UsedSubject>) => [...operations].sort((a, b) => rankOf(a) - rankOf(b))
  return (lists: readonly Iterable<UsedSubject>[]): readonly UsedSubject[] => {
    const [only, ...more] = lists
    if (only === undefined) return []
    if (more.length > 0) return sorted(new Set(lists.flatMap((list) => [...list])))
    const answer = answers.get(only) ?? sorted(new Set(only))
    answers.set(only, answer)
    return answer
  }
}

/** Where a part is written. What a contract says once may be lifted to several places: to each of its media types. */
function originOf(contract: Contract, spot: Spot | null): string {
  if (spot === null) return ''
  const file = contract.files.get(spot.file)
  if (file?.written === undefined) return `${spot.file}#${spot.pointer}`
  const { line, column } = file.place(spot.pointer)
  return `${spot.file}:${line}:${column}`
}

/** The same pointer on the other side; the document answers for a pointer that leads nowhere with the nearest thing around it. */
function counterpart(base: Contract, revision: Contract, spot: Spot | null): Spot | null {
  if (spot === null) return null
  return spot.file === base.entry ? { ...spot, file: revision.entry } : spot
}

function isWritten(contract: Contract, spot: Spot | null): boolean {
  return spot !== null && valueAt(contract.files.get(spot.file)?.value, spot.pointer) !== undefined
}

function absentSide(isInBase: boolean, isInRevision: boolean): Pick<Change, 'absent'> {
  return isInBase === isInRevision ? {} : { absent: isInBase ? 'revision' : 'base' }
}

function placeOf(contract: Contract, spot: Spot | null) {
  return spot === null ? null : (contract.files.get(spot.file)?.place(spot.pointer) ?? null)
}

const ranks: Readonly<Record<Impact, number>> = { breaking: 0, dangerous: 1, safe: 2 }

/** Changes, as heavy as somebody wants them to weigh, as a diff: the worst first. */
export function summed(changes: readonly Change[], { severityLevels = {} }: DiffOptions): Diff {
  const sorted = weighedBy(severityLevels, changes).toSorted((a, b) => ranks[a.impact] - ranks[b.impact])
  return { changes: sorted, breaking: sorted[0]?.impact === 'breaking', bump: bumpOf(sorted) }
}

function bumpOf(changes: readonly Change[]): Bump {
  if (changes.length === 0) return 'none'
  if (changes.some(({ impact }) => impact === 'breaking')) return 'major'
  // What may break is no patch: nobody reads the changelog of a patch.
  return changes.some((change) => change.impact === 'dangerous' || isAddition(change)) ? 'minor' : 'patch'
}
