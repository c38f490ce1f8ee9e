import { defineError } from '../base/errors.ts'

export const settingMissing = defineError(
  'APIGOV_APP_SETTING_MISSING',
  (name: string) => `The App cannot start without \`${name}\``,
  (name) => `Set the environment variable \`${name}\`; GitHub shows the value on the App's settings page.`,
)

export const settingWrong = defineError(
  'APIGOV_APP_SETTING_WRONG',
  (name: string, expected: string) => `The environment variable \`${name}\` is not ${expected}`,
  (name) => `Set \`${name}\` again; nothing was started.`,
)

export const webhookSecretMissing = defineError(
  'APIGOV_APP_WEBHOOK_SECRET_MISSING',
  () => 'The App does not start without `WEBHOOK_SECRET`: anybody could send it webhooks',
  () => "Set `WEBHOOK_SECRET` to a long random text, and the same text as the webhook secret in the App's settings.",
)

export const cannotListen = defineError(
  'APIGOV_APP_CANNOT_LISTEN',
  (host: string, port: number, reason: string) => `The App cannot listen on \`${host}\` port ${port}: ${reason}`,
  () => 'End what listens there, or choose another with `--port` and `--host`.',
)
