import type { Finding } from '../base/finding.ts'
import type { Exception } from '../catalog/catalog.ts'
import type { ProposalView } from './check.ts'

/**
 * The exception that permits this fingerprint in this proposal, or `null`. One `for: finding` holds until it expires; one
 * `for: change` holds in the proposal that writes it and is history afterwards.
 *
 * Whether it was agreed to is not asked here: its file wants an approval like any other (`owner-approved`), and the merge is
 * held until that is given.
 */
export function exceptionFor(
  { head, changedFiles, circumstances }: Pick<ProposalView, 'head' | 'changedFiles' | 'circumstances'>,
  fingerprint: string,
): Exception | null {
  for (const exception of head.exceptions.values()) {
    if (exception.fingerprint !== fingerprint || isExpired(exception, circumstances.now)) continue
    if (exception.for === 'finding' || changedFiles.includes(exception.file)) return exception
  }
  return null
}

/** The finding as it is or, where an exception permits it, as a note that names the exception. */
export function permit(
  proposal: Pick<ProposalView, 'head' | 'changedFiles' | 'circumstances'>,
  finding: Finding,
): Finding {
  const exception = exceptionFor(proposal, finding.fingerprint)
  if (!exception) return finding
  return {
    ...finding,
    severity: 'info',
    message: `${finding.message} (permitted by \`${exception.file}\` until ${exception.expires})`,
  }
}

/** The last day is a day on which it holds, in UTC. */
export function isExpired(exception: Exception, now: string): boolean {
  return now.slice(0, 10) > exception.expires
}
