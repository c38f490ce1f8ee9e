import { compareFindings, isFailing } from '../base/finding.ts'
import type { Tree } from '../base/tree.ts'
import { catalogRoots } from '../catalog/read.ts'
import type { Circumstances } from '../policy/circumstances.ts'
import { canonicalJson } from '../snapshot/canonical.ts'
import { reviewCatalog } from './catalog-verdict.ts'
import type { Released } from './gateway.ts'
import type { Judge } from './judge.ts'
import { type CheckResult, type Conclusion, checkNames, type Review } from './review.ts'
import { titleOf } from './title.ts'

export interface ReviewInput {
  /** `null`: there is nothing to compare with. */
  readonly base: Tree | null
  readonly head: Tree
  /** The commit whose approvals count. */
  readonly headCommit: string
  readonly circumstances: Circumstances
  readonly released: Released
}

/**
 * The verdict on a proposal. Every check is concluded: what could not be asked is a failure of the check that wanted to know, with
 * a sentence. Throws only where we are wrong ourselves.
 */
export async function review(input: ReviewInput, judge: Judge): Promise<Review> {
  const { base, head, circumstances } = input
  const roots = [...new Set([...catalogRoots(head), ...(base ? catalogRoots(base) : [])])].sort()
  // Without a catalog anywhere the root is asked, so that reading it says what is missing.
  const verdicts = await Promise.all(
    (roots.length === 0 ? [''] : roots).map((root) => reviewCatalog(input, root, judge)),
  )
  const approvals = verdicts.flatMap((verdict) => verdict.approvals)
  const contracts = verdicts.flatMap((verdict) => verdict.contracts)
  const gateway = verdicts.flatMap((verdict) => verdict.gateway)
  const waitsFor = [...new Set(approvals.filter(({ givenBy }) => givenBy === null).map(({ team }) => team))]
  const checks = checkNames.map((name): CheckResult => {
    const findings = verdicts.flatMap((verdict) => verdict.findings[name]).sort(compareFindings)
    const failing = verdicts.flatMap(({ findings, failOn }) =>
      findings[name].filter((finding) => isFailing(finding, failOn)),
    )
    const waits = failing.length > 0 || (name === 'policy' && waitsFor.length > 0)
    const conclusion = failing.some(({ awaits }) => !awaits) ? 'failure' : waits ? 'waiting' : 'success'
    return { name, conclusion, title: titleOf(name, { findings, contracts, gateway, waitsFor }), findings }
  })
  return {
    format: 1,
    base: base?.name ?? '',
    head: head.name,
    at: circumstances.now,
    conclusion: worst(checks.map(({ conclusion }) => conclusion)),
    checks,
    contracts,
    approvals,
    gateway,
  }
}

/** The text of a review for programs: equal reviews have equal bytes, whoever made them. */
export function reviewJson(review: Review): string {
  return `${JSON.stringify(JSON.parse(canonicalJson(review)), null, 2)}\n`
}

function worst(conclusions: readonly Conclusion[]): Conclusion {
  return (['failure', 'waiting'] as const).find((conclusion) => conclusions.includes(conclusion)) ?? 'success'
}
