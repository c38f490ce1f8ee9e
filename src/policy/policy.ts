/**
 * Policy weighs a proposal as a whole: what lint and diff found, what the catalog promised before, who has agreed. It reads two
 * catalogs and the circumstances and nothing else; each question is a file in `checks/`.
 *
 * Authority comes from the base. Whoever owns an API, sits on the board or decides on a plan *before* the proposal must agree to
 * it; a proposal that makes its author the owner is still judged by the owner there was.
 */
import { compareFindings } from '../base/finding.ts'
import type { Outcome, ProposalView } from './check.ts'
import { checks } from './checks/index.ts'
import { permit } from './exceptions.ts'

/** What every check says of the proposal, in the order of the files. Findings that an exception in force permits are weakened to `info`. */
export function weigh(proposal: ProposalView): Outcome {
  const outcomes = checks.map((check) => check.evaluate(proposal))
  return {
    findings: outcomes
      .flatMap(({ findings }) => findings)
      .map((finding) => permit(proposal, finding))
      .sort(compareFindings),
    approvals: outcomes.flatMap(({ approvals }) => approvals),
  }
}
