import { defineError } from '../base/errors.ts'

export const forgeFailed = defineError(
  'APIGOV_GITHUB_FAILED',
  (what: string, reason: string) => `GitHub could not ${what}: ${reason}`,
  () => 'Check that GitHub is up and that the App is installed with the permissions of `app.yml`, then try again.',
)

export const forgeLimited = defineError(
  'APIGOV_GITHUB_LIMITED',
  (what: string, until: string) => `GitHub refused to ${what}: too many requests until ${until}`,
  () => 'Wait, or raise the rate limit of the App.',
)
