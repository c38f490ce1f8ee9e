/**
 * Exceptions: recorded, reasoned permissions that end. One stands in a file of its own in `exceptions/`, or as `x-apigov-ignore` beside
 * the thing in the contract. One that the base has was agreed to. One that the proposal brings counts once everybody agreed whose
 * approval it wants, in the proposal as it is now; until then the finding stands, and says who is waited for.
 */
import type { Finding } from '../base/finding.ts'
import type { Catalog, Exception } from '../catalog/catalog.ts'
import { missingConsents, newIgnores } from './authority.ts'
import type { ProposalView } from './check.ts'
import { neverKnown } from './known.ts'

/** What permits a finding, or would. */
interface Permission {
  /** In a sentence: a file, or a line of one. */
  readonly named: string
  readonly until: string
  /** Teams whose approval is missing; `null` where nobody could give it. Empty: it counts. */
  readonly awaits: readonly string[] | null
}

/** True where an exception that counts permits this fingerprint. */
export function isPermitted(proposal: ProposalView, fingerprint: string): boolean {
  return counts(permissionsOf(proposal).get(fingerprint))
}

/** True where an exception permits this fingerprint, or will once it is agreed to: whatever follows from the finding waits with it. */
export function isExcepted(proposal: ProposalView, fingerprint: string): boolean {
  return (permissionsOf(proposal).get(fingerprint)?.awaits ?? null) !== null
}

/** The finding as it is; where an exception permits it, a note that names the exception; where one will, with whom that waits for. */
export function permit(proposal: ProposalView, finding: Finding): Finding {
  const permission = permissionsOf(proposal).get(finding.fingerprint)
  if (!permission) return finding
  const { named, until } = permission
  if (counts(permission)) {
    const { fix: _, ...told } = finding
    return { ...told, severity: 'info', message: `${finding.message} (permitted by ${named} until ${until})` }
  }
  return waiting(finding, permission)
}

function waiting(finding: Finding, { named, awaits }: Permission): Finding {
  if (awaits === null)
    return {
      ...finding,
      help: `Nobody can agree to ${named}: name \`review.board\` in \`apigov.yaml\`, or repair this.`,
    }
  const teams = awaits.map((team) => `\`${team}\``).join(' and ')
  return { ...finding, awaits, help: `Wait for ${teams} to approve ${named}, or repair this.` }
}

/**
 * The findings of lint in a contract that the base does not have: known where an adoption names it, and somebody agreed to that.
 * That lint could not look is never known.
 */
export function permitAdopted(
  proposal: ProposalView,
  contract: string,
  findings: readonly Finding[],
): readonly Finding[] {
  const permission = adoptionOf(proposal, contract)
  if (!permission) return findings
  return findings.map((finding) => {
    if (neverKnown.has(finding.rule)) return finding
    return permission.isAgreed ? { ...finding, known: true } : waiting(finding, permission)
  })
}

interface AdoptionPermission extends Permission {
  readonly file: string
  readonly isAgreed: boolean
}

/** What makes the findings known of a contract that the base does not have, or will; `null` where nothing does. */
export function adoptionOf(proposal: ProposalView, contract: string): AdoptionPermission | null {
  const { base, head, contracts, circumstances } = proposal
  const isOnBase = (contracts.get(contract)?.lint.base ?? null) !== null
  if (isOnBase || (base ?? head).settings.review.known === 'none') return null
  const adoption = [...head.adoptions.values()].find(
    (one) => one.contracts.includes(contract) && !isExpired(one, circumstances.now),
  )
  if (!adoption) return null
  const { file, expires: until } = adoption
  const permission = { named: `\`${file}\``, until, awaits: awaited(base, proposal, { file }) }
  return { ...permission, file, isAgreed: counts(permission) }
}

/** The last day is a day on which it holds, in UTC. */
export function isExpired({ expires }: Pick<Exception, 'expires'>, now: string): boolean {
  return now.slice(0, 10) > expires
}

function counts(permission: Permission | undefined): boolean {
  return permission?.awaits?.length === 0
}

const weighed = new WeakMap<ProposalView, ReadonlyMap<string, Permission>>()

/** Every permission of the proposal by the fingerprint it is for; of several one that counts. */
function permissionsOf(proposal: ProposalView): ReadonlyMap<string, Permission> {
  const known = weighed.get(proposal)
  if (known) return known
  const permissions = new Map<string, Permission>()
  const add = (fingerprint: string, permission: Permission) => {
    if (!counts(permissions.get(fingerprint))) permissions.set(fingerprint, permission)
  }
  for (const [fingerprint, permission] of ofFiles(proposal)) add(fingerprint, permission)
  for (const [fingerprint, permission] of ofIgnores(proposal)) add(fingerprint, permission)
  weighed.set(proposal, permissions)
  return permissions
}

/** A `for: finding` holds until it expires; a `for: change` holds in the proposal that writes it and is history afterwards. */
function* ofFiles(proposal: ProposalView): Generator<readonly [fingerprint: string, permission: Permission]> {
  const { base, head, changedFiles, circumstances } = proposal
  const changed = new Set(changedFiles)
  const permissionBy = (exception: Exception, awaits: Permission['awaits']) =>
    [exception.fingerprint, { named: `\`${exception.file}\``, until: exception.expires, awaits }] as const
  for (const exception of head.exceptions.values()) {
    const { id, file } = exception
    const isNew = changed.has(file)
    const holds = !isExpired(exception, circumstances.now) && (exception.for === 'finding' || isNew)
    if (holds) yield permissionBy(exception, isNew ? awaited(base, proposal, { file }) : [])
    // What was agreed to holds until what it becomes is agreed to.
    const before = isNew ? base?.exceptions.get(id) : undefined
    if (before?.for === 'finding' && !isExpired(before, circumstances.now)) yield permissionBy(before, [])
  }
}

function* ofIgnores(proposal: ProposalView): Generator<readonly [fingerprint: string, permission: Permission]> {
  for (const [contract, change] of proposal.contracts) {
    const isNew = new Set(newIgnores(change))
    for (const ignore of change.lint.head?.ignores ?? []) {
      if (isExpired({ expires: ignore.until }, proposal.circumstances.now)) continue
      const awaits = isNew.has(ignore) ? awaited(proposal.base, proposal, { contract }) : []
      const named = `\`x-apigov-ignore\` at \`${ignore.place.file}:${ignore.place.line}\``
      for (const fingerprint of ignore.covers) yield [fingerprint, { named, until: ignore.until, awaits }]
    }
  }
}

/** With the first catalog there is nobody to ask yet. */
function awaited(base: Catalog | null, proposal: ProposalView, exception: Parameters<typeof missingConsents>[0]) {
  return base === null ? [] : missingConsents(exception, base, proposal)
}
