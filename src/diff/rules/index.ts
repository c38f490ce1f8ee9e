import { asyncapi } from './asyncapi.ts'
import type { Family } from './change-rule.ts'
import { composition } from './composition.ts'
import { conditions } from './conditions.ts'
import { forms } from './forms.ts'
import { lifecycle } from './lifecycle.ts'
import { limits } from './limits.ts'
import { messages } from './messages.ts'
import { operations } from './operations.ts'
import { outgoing } from './outgoing.ts'
import { properties } from './properties.ts'
import { security } from './security.ts'
import { types } from './types.ts'
import { values } from './values.ts'

/** Every verdict there is, by kind of fact. */
export const families: readonly Family[] = [
  ...limits,
  ...forms,
  ...values,
  ...types,
  ...properties,
  ...composition,
  ...conditions,
  ...messages,
  ...operations,
  ...outgoing,
  ...lifecycle,
  ...security,
  ...asyncapi,
]
