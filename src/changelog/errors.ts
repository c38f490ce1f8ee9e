import { defineError } from '../base/errors.ts'

export const templateRunsAway = defineError(
  'APIGOV_TEMPLATE_RUNS_AWAY',
  (path: string, reason: string) => `The template \`${path}\` cannot be filled: ${reason}`,
  () => 'Write shorter texts and fewer nested `#each`.',
)
