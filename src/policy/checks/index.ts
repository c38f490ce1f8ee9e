import type { Check } from '../check.ts'
import { breakingChange } from './breaking-change.ts'
import { exceptionValid } from './exception-valid.ts'
import { ignoreValid } from './ignore-valid.ts'
import { lifecycleForward } from './lifecycle-forward.ts'
import { ownerApproved } from './owner-approved.ts'
import { publishedVersionKept } from './published-version-kept.ts'
import { retiredAfterSunset } from './retired-after-sunset.ts'
import { semverBumped } from './semver-bumped.ts'
import { severityLevelsKnown } from './severity-levels-known.ts'

/** Every question policy asks of a proposal. */
export const checks: readonly Check[] = [
  lifecycleForward,
  publishedVersionKept,
  retiredAfterSunset,
  breakingChange,
  semverBumped,
  severityLevelsKnown,
  exceptionValid,
  ignoreValid,
  ownerApproved,
]
