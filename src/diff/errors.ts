import { defineError } from '../base/errors.ts'

export const pathPatternInvalid = defineError(
  'APIGOV_PATH_PATTERN_INVALID',
  (pattern: string) => `\`${pattern}\` is no regular expression that paths can be matched with`,
  () => 'Write one in the syntax of RE2, which has no look-around and no back-references, such as `^/v2/`.',
)
