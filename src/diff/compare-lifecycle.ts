import { type StabilityLevel, stabilityLevels } from '../catalog/catalog.ts'
import type { Json } from '../contract/contract.ts'
import type { DiffOptions } from './change.ts'
import type { Trait } from './fact.ts'
import { get, type Node, type Spot, spotOf } from './node.ts'

export type LifecyclePolicy = DiffOptions

interface LifecycleFact {
  readonly kind: string
  readonly before?: Json | undefined
  readonly after?: Json | undefined
  readonly base: Spot
  readonly revision: Spot
}

/** Deprecation, sunset and stability of an operation, a parameter or a property. */
export function lifecycleFacts(was: Node, is: Node, policy: LifecyclePolicy): readonly LifecycleFact[] {
  return [...stabilityFacts(was, is, policy), ...deprecationFacts(was, is, policy)]
}

function stabilityFacts(was: Node, is: Node, policy: LifecyclePolicy): LifecycleFact[] {
  if (get(was, 'x-stability-level') === get(is, 'x-stability-level')) return []
  const spots = { base: spotOf(was, 'x-stability-level'), revision: spotOf(is, 'x-stability-level') }
  const before = stabilityOf(was)
  const after = stabilityOf(is)
  const invalid = [
    ...(before === null ? [{ kind: 'invalid-stability-level', before: get(was, 'x-stability-level'), ...spots }] : []),
    ...(after === null ? [{ kind: 'invalid-stability-level', after: get(is, 'x-stability-level'), ...spots }] : []),
  ]
  if (before === null || after === null) return invalid
  if (before === after || !isStableEnough(before, policy)) return []
  return [{ kind: rank(after) < rank(before) ? 'stability-decreased' : 'stability-increased', before, after, ...spots }]
}

function deprecationFacts(was: Node, is: Node, policy: LifecyclePolicy): LifecycleFact[] {
  const deprecated = { before: get(was, 'deprecated') === true, after: get(is, 'deprecated') === true }
  if (!deprecated.before && !deprecated.after) return []
  const level = stabilityOf(is)
  // One that is none is told when it comes, and nothing else then; from there on it promises what saying nothing does.
  if (level === null && get(was, 'x-stability-level') !== get(is, 'x-stability-level')) return []
  const stability = level ?? 'stable'
  const spots = { base: spotOf(was, 'deprecated'), revision: spotOf(is, 'deprecated') }
  if (!deprecated.after) return [{ kind: 'reactivated', ...spots }]
  const days = noticeDays(stability, policy)
  if (deprecated.before) return sunsetFacts(was, is, days, policy.today)
  const sunset = get(is, 'x-sunset')
  if (sunset === undefined || sunset === null)
    return [{ kind: days > 0 ? 'deprecated-sunset-missing' : 'deprecated', ...spots }]
  const date = dateOf(sunset)
  if (date === null) return [{ kind: 'deprecated-sunset-unreadable', after: sunset, ...spots }]
  const kind = daysBetween(policy.today, date) < days ? 'sunset-too-soon' : 'deprecated-with-sunset'
  return [{ kind, after: date, ...spots }]
}

/** A sunset that moved, of something that was deprecated before and still is. */
function sunsetFacts(was: Node, is: Node, days: number, today: string): LifecycleFact[] {
  const before = get(was, 'x-sunset')
  const after = get(is, 'x-sunset')
  const found = { before, after, base: spotOf(was, 'x-sunset'), revision: spotOf(is, 'x-sunset') }
  if (before === undefined || before === after) return []
  if (after === undefined) return [{ kind: 'sunset-removed', ...found }]
  const dates = { before: dateOf(before), after: dateOf(after) }
  if (dates.before === null || dates.after === null) return [{ kind: 'sunset-unreadable', ...found }]
  const sooner = dates.after < dates.before && daysBetween(today, dates.after) < days
  return sooner ? [{ kind: 'sunset-moved-too-soon', ...found }] : []
}

/** `x-stability-level`; `stable` where it says nothing, `null` where it says what is no level. */
export function stabilityOf(node: Node): StabilityLevel | null {
  const level = get(node, 'x-stability-level')
  if (level === undefined || level === null) return 'stable'
  return stabilityLevels.find((known) => known === level) ?? null
}

/** True where changes of things of this level are reported at all. */
export function isStableEnough(level: StabilityLevel | null, policy: LifecyclePolicy): boolean {
  return level === null || rank(level) >= rank(policy.stabilityLevel ?? 'beta')
}

function rank(level: StabilityLevel): number {
  return stabilityLevels.indexOf(level)
}

function noticeDays(level: StabilityLevel, policy: LifecyclePolicy): number {
  if (level === 'stable') return policy.deprecationDaysStable ?? 0
  return level === 'beta' ? (policy.deprecationDaysBeta ?? 0) : 0
}

/** What was known of the end of a removed thing. */
export function fateOf(node: Node, today: string): readonly Trait[] {
  if (get(node, 'deprecated') !== true) return []
  const sunset = get(node, 'x-sunset')
  if (sunset === undefined || sunset === null) return ['deprecated']
  const date = dateOf(sunset)
  return [date === null ? 'unreadable-sunset' : today < date ? 'before-sunset' : 'after-sunset']
}

/** The day of a date or of an RFC 3339 time; `null` where it is neither. */
function dateOf(value: Json | undefined): string | null {
  const match = typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2})(T.*)?$/.exec(value) : null
  return match?.[1] !== undefined && !Number.isNaN(Date.parse(match[1])) ? match[1] : null
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}
