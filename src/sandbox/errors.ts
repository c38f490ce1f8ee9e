import { defineError } from '../base/errors.ts'

export const sandboxNotStarted = defineError(
  'APIGOV_SANDBOX_NOT_STARTED',
  (address: string) => `The sandbox cannot listen on \`${address}\``,
  () => 'Choose another `--port`, or 0 for any free one.',
)
