import { defineError } from '../base/errors.ts'

export const pathPatternInvalid = defineError(
  'APIGOV_PATH_PATTERN_INVALID',
  (pattern: string) => `\`${pattern}\` is no regular expression that paths can be matched with`,
  () => 'Write one without look-around and back-references, such as `^/v2/`.',
)
