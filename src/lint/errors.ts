import { defineError } from '../base/errors.ts'
import type { Place } from '../base/place.ts'

export const rulesetBroken = defineError(
  'APIGOV_RULESET_BROKEN',
  ({ file, line, column }: Place, what: string, _help: string) =>
    `The ruleset cannot be used: ${file}:${line}:${column} ${what}`,
  (_place, _what, help) => help,
)
