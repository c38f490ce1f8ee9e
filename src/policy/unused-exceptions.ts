import type { Finding } from '../base/finding.ts'
import { fingerprint } from '../base/fingerprint.ts'
import type { ProposalView } from './check.ts'
import { isExpired } from './exceptions.ts'

/**
 * A warning for each exception that permits nothing: one the proposal writes and none of `found` (all findings but the catalog's own) is
 * about; and one the base has whose finding the proposal does away with. `isWhole`: every contract was judged, so that one about no
 * finding at all is told, too.
 */
export function unusedExceptions(
  { head, changedFiles, contracts, circumstances }: ProposalView,
  found: readonly Finding[],
  isWhole = false,
): readonly Finding[] {
  const there = new Set(found.map((finding) => finding.fingerprint))
  const before = new Set(
    [...contracts.values()].flatMap(({ lint }) => lint.base?.findings ?? []).map((finding) => finding.fingerprint),
  )
  return [...head.exceptions.values()].flatMap((exception): Finding[] => {
    const { id, file } = exception
    const isNew = changedFiles.includes(file)
    if (isExpired(exception, circumstances.now) || there.has(exception.fingerprint)) return []
    const isAsked = isNew || (exception.for === 'finding' && (isWhole || before.has(exception.fingerprint)))
    if (!isAsked) return []
    const about = { rule: 'exception-unused', catalog: head.settings.catalog, subject: id }
    return [
      {
        rule: about.rule,
        severity: 'warning',
        message: isNew
          ? `Exception \`${id}\` permits no ${exception.for} of this proposal`
          : `Exception \`${id}\` permits nothing any more: what it is about is gone`,
        place: head.place(file, '/fingerprint'),
        fingerprint: fingerprint(about),
        help: isNew
          ? `Copy the fingerprint from the ${exception.for} it is meant for, or delete the exception.`
          : 'Delete it.',
      },
    ]
  })
}
