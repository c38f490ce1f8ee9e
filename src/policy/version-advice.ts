/** Whether `info.version` says what the changes are, for two contracts that no catalog holds to it. Ids and levels are oasdiff's. */
import type { Finding } from '../base/finding.ts'
import { fingerprint } from '../base/fingerprint.ts'
import type { Compatibility } from '../catalog/catalog.ts'
import type { Contract } from '../contract/contract.ts'
import type { Diff } from '../diff/change.ts'
import { versionRules } from '../diff/severity-levels.ts'
import { gt, gte, nextSemver, valid, versionFix } from './semver.ts'

export interface VersionAdvice {
  readonly base: string
  readonly revision: string
  /** The lowest semver that says what the changes are; `null` where the base's version is no semver. */
  readonly wanted: string | null
  /** True where nothing else need be written; `null` where one of the two is no semver. */
  readonly honoured: boolean | null
  /** With the fix; `null` where there is nothing to say, or nobody wants to hear it. */
  readonly finding: Finding | null
}

const severities = { err: 'error', warn: 'warning', info: 'info' } as const

/** A contract of any kind; one without files has no `info.version` either. */
type Versioned = Pick<Contract, 'entry' | 'semver' | 'identity'> & Partial<Pick<Contract, 'files'>>

/** What `info.version` of the revision should be. For information only, unless `severityLevels` raises it. */
export function adviseVersion(
  base: Versioned,
  revision: Versioned,
  { bump }: Diff,
  { severityLevels = {} }: Compatibility,
): VersionAdvice {
  const versions = { base: base.semver, revision: revision.semver }
  const wanted = nextSemver(base.semver, bump)
  if (wanted === null || valid(revision.semver) === null) return { ...versions, wanted, honoured: null, finding: null }
  const trouble = troubleWith(base.semver, revision.semver, wanted, bump)
  if (trouble === null) return { ...versions, wanted, honoured: true, finding: null }
  const { rule, message } = trouble
  const level = Object.hasOwn(severityLevels, rule) ? severityLevels[rule] : 'info'
  if (level === undefined || level === 'none') return { ...versions, wanted, honoured: false, finding: null }
  const finding: Finding = {
    rule,
    severity: severities[level],
    message,
    place: revision.files?.get(revision.entry)?.place('/info/version') ?? null,
    fingerprint: fingerprint({ rule, ...revision.identity }),
    ...versionFix(revision.entry, wanted),
  }
  return { ...versions, wanted, honoured: false, finding }
}

function troubleWith(before: string, after: string, wanted: string, bump: Diff['bump']) {
  if (gt(before, after))
    return { rule: versionRules.decreased, message: `The version goes back from \`${before}\` to \`${after}\`` }
  if (gte(after, wanted)) return null
  const message =
    before === after
      ? `The meaning changes under the unchanged version \`${after}\``
      : `The changes are ${bump}, and \`${after}\` after \`${before}\` does not say so`
  const rule = bump === 'major' && before !== after ? versionRules.majorNotBumped : versionRules.notBumped
  return { rule, message }
}
