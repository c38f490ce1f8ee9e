import type { Finding } from '../base/finding.ts'
import type { Place } from '../base/place.ts'
import type { Compatibility } from '../catalog/catalog.ts'

/** `dangerous`: the contract does not say enough to decide. */
export type Impact = 'breaking' | 'dangerous' | 'safe'
export type Direction = 'request' | 'response' | 'none'
export type Bump = 'major' | 'minor' | 'patch' | 'none'

export interface OperationSubject {
  readonly kind: 'operation'
  readonly method: string
  readonly path: string
}
/**
 * A message of AsyncAPI on its channel, seen from the application that the contract describes; without a name: all that the channel
 * carries.
 */
export interface MessageSubject {
  readonly kind: 'message'
  readonly action: 'send' | 'receive'
  readonly channel: string
  readonly name: string
}
/** A type of GraphQL, a message or enum of Protobuf, by its full name; or one of its members, as `Query.user`. */
interface TypeSubject {
  readonly kind: 'type'
  readonly name: string
}
/** A method of a Protobuf service, whose name is the full one. */
interface RpcSubject {
  readonly kind: 'rpc'
  readonly service: string
  readonly method: string
}
/** The contract as a whole: `info`, `servers`, a component nothing uses. */
interface DocumentSubject {
  readonly kind: 'document'
}
/** What consumers use, and what a change may reach. */
export type UsedSubject = OperationSubject | MessageSubject | TypeSubject | RpcSubject
export type Subject = UsedSubject | DocumentSubject

/** What a subject is called; `''` for the contract as a whole. */
export function nameOf(subject: Subject): string {
  switch (subject.kind) {
    case 'operation':
      return `${subject.method} ${subject.path}`
    case 'message':
      return `${subject.action} ${subject.channel}${subject.name === '' ? '' : ` ${subject.name}`}`
    case 'type':
      return subject.name
    case 'rpc':
      return `${subject.service}/${subject.method}`
    case 'document':
      return ''
  }
}

/** A change is a finding about a before and an after, with an impact; one root cause is one change, however many operations it reaches. */
export interface Change {
  /** Where the field has an id for it (oasdiff's), that id. */
  readonly rule: string
  readonly impact: Impact
  readonly direction: Direction
  readonly message: string
  readonly help: string
  readonly fingerprint: string
  readonly subject: Subject
  /** Every operation, message or method it reaches, the subject among them, in the order of the contract. */
  readonly affects: readonly UsedSubject[]
  /** Where it stood before; `null` for what was added. */
  readonly base: Place | null
  /** Where it stands now; `null` for what was removed. */
  readonly revision: Place | null
  /** The side on which what it is about is not written, such as a keyword that came or went: its place is that of what is around it. */
  readonly absent?: 'base' | 'revision'
  /** Where to look now: at the thing, or at the nearest thing around it that is still there. */
  readonly nearest: Place | null
}

/** How two contracts are compared; what is left out has its default. */
export interface DiffOptions extends Compatibility {
  /** `YYYY-MM-DD`, taken as today. Handed in: nothing in this folder reads the clock. */
  readonly today: string
}

export interface Diff {
  readonly changes: readonly Change[]
  readonly breaking: boolean
  /** What the changes ask of the semver. */
  readonly bump: Bump
}

/** True for what consumers can use now and could not before; the ids say so. */
export function isAddition({ rule, impact }: Change): boolean {
  return impact === 'safe' && (rule.startsWith('new-') || /-(added|generalized|widened)$/.test(rule))
}

const severities = { breaking: 'error', dangerous: 'warning', safe: 'info' } as const
const impacts = { error: 'breaking', warning: 'dangerous', info: 'safe' } as const

/** How much a finding weighs beside changes. */
export function impactOf({ severity }: Finding): Impact {
  return impacts[severity]
}

/** How a change is shown beside other findings: breaking is an error, dangerous a warning. */
export function findingOf(change: Change): Finding {
  return {
    rule: change.rule,
    severity: severities[change.impact],
    message: change.message,
    place: change.nearest ?? change.base,
    fingerprint: change.fingerprint,
    help: change.help,
  }
}

/** One change for each operation it reaches, for those who want one each; made as they are taken. */
export function* perOperation(changes: Iterable<Change>): Iterable<Change> {
  for (const change of changes)
    if (change.affects.length === 0) yield change
    else for (const operation of change.affects) yield { ...change, subject: operation, affects: [operation] }
}
