import { adoptionKind } from './adoption.ts'
import { apiKind } from './api.ts'
import { catalogKind } from './catalog.ts'
import { consumerKind } from './consumer.ts'
import { environmentKind } from './environment.ts'
import { exceptionKind } from './exception.ts'
import { exposureKind } from './exposure.ts'
import type { Kind } from './kind.ts'
import { planKind } from './plan.ts'
import { subscriptionKind } from './subscription.ts'
import { teamKind } from './team.ts'

/** Every kind of file a catalog has. */
export const kinds: readonly Kind[] = [
  catalogKind,
  apiKind,
  exposureKind,
  environmentKind,
  teamKind,
  consumerKind,
  planKind,
  subscriptionKind,
  exceptionKind,
  adoptionKind,
]
