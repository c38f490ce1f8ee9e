import { canaryConsumerUnknown } from './canary-consumer-unknown.ts'
import { credentialConflict } from './credential-conflict.ts'
import { environmentUnknown } from './environment-unknown.ts'
import { grantOverlap } from './grant-overlap.ts'
import { hostConflict } from './host-conflict.ts'
import { issuerUnknown } from './issuer-unknown.ts'
import { listenerUnknown } from './listener-unknown.ts'
import { planUnknown } from './plan-unknown.ts'
import { pluginConfig } from './plugin-config.ts'
import type { ReferenceRule } from './reference-rule.ts'
import { routeConflict } from './route-conflict.ts'
import { subscriptionUnknown } from './subscription-unknown.ts'
import { teamUnknown } from './team-unknown.ts'
import { upstreamUnknown } from './upstream-unknown.ts'
import { versionUnknown } from './version-unknown.ts'

/** Every check of what one file of a catalog says about another. */
export const referenceRules: readonly ReferenceRule[] = [
  canaryConsumerUnknown,
  credentialConflict,
  environmentUnknown,
  grantOverlap,
  hostConflict,
  issuerUnknown,
  listenerUnknown,
  planUnknown,
  pluginConfig,
  routeConflict,
  subscriptionUnknown,
  teamUnknown,
  upstreamUnknown,
  versionUnknown,
]
