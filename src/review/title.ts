import { type Finding, isFailing, type Severity } from '../base/finding.ts'
import type { Change } from '../diff/change.ts'
import type { CheckName, ContractReview, GatewayPlan } from './review.ts'

export interface Found {
  readonly findings: readonly Finding[]
  readonly contracts: readonly ContractReview[]
  readonly gateway: readonly GatewayPlan[]
  /** Ids of teams whose approval is missing. */
  readonly waitsFor: readonly string[]
}

/** The one line a check has in a list of checks. */
export function titleOf(name: CheckName, found: Found): string {
  const changes = found.contracts.flatMap(({ diff }) => diff?.changes ?? [])
  const counted = new Set(changes.map(({ fingerprint }) => fingerprint))
  const parts = [counts(found.findings.filter(({ fingerprint }) => !counted.has(fingerprint)))]
  if (name === 'compatibility') parts.unshift(impacts(changes))
  if (name === 'policy' && found.waitsFor.length > 0) parts.push(`waiting for ${found.waitsFor.join(', ')}`)
  if (name === 'gateway') parts.push(...found.gateway.filter(({ unchanged }) => !unchanged).map(planTitle))
  return parts.filter((part) => part !== '').join(' · ') || quiet[name]
}

const quiet: Readonly<Record<CheckName, string>> = {
  catalog: 'All files are right',
  lint: 'Nothing to say',
  compatibility: 'No contract changes its meaning',
  policy: 'Nothing stands against it',
  gateway: 'The gateways stay as they are',
}

/** `2 errors, 1 warning, 1 to be approved, 3 known`; notes are not counted. */
function counts(findings: readonly Finding[]): string {
  const isFresh = (finding: Finding) => isFailing(finding, 'info') && !finding.awaits
  const fresh = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity && isFresh(finding)).length
  const waiting = findings.filter(({ awaits }) => awaits).length
  return [
    plural(fresh('error'), 'error'),
    plural(fresh('warning'), 'warning'),
    waiting > 0 ? `${waiting} to be approved` : '',
    plural(findings.filter(({ known }) => known).length, 'known', ''),
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/** `2 breaking, 1 safe` */
function impacts(changes: readonly Change[]): string {
  return (['breaking', 'dangerous', 'safe'] as const)
    .map((impact) => plural(changes.filter((change) => change.impact === impact).length, impact, ''))
    .filter((part) => part !== '')
    .join(', ')
}

/** `dev: 3 routes added` */
export function planTitle({ environment, added, removed, altered, others }: GatewayPlan): string {
  const parts = [
    plural(added.length, 'route').concat(added.length > 0 ? ' added' : ''),
    plural(removed.length, 'route').concat(removed.length > 0 ? ' removed' : ''),
    plural(altered.length, 'route').concat(altered.length > 0 ? ' altered' : ''),
  ].filter((part) => part !== '')
  return `${environment}: ${parts.join(', ') || plural(others.length, 'other change')}`
}

/** Empty for none. */
export function plural(count: number, noun: string, ending = 's'): string {
  return count === 0 ? '' : `${count} ${noun}${count === 1 ? '' : ending}`
}

/** A commit as people write it; the name of a folder as it is. */
export function short(name: string): string {
  return /^[0-9a-f]{40,64}$/.test(name) ? name.slice(0, 12) : name
}
