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

export const registrationUnreadable = defineError(
  'APIGOV_APP_REGISTRATION_UNREADABLE',
  (file: string) => `The registration of the App in \`${file}\` cannot be read`,
  () => 'Restore the file from a backup, or delete it and the App on GitHub, and register again.',
)

export const registrationWithoutSecret = defineError(
  'APIGOV_APP_REGISTRATION_WITHOUT_SECRET',
  () => 'GitHub made the App without a webhook secret: anybody could send it webhooks',
  () => 'Delete the App on GitHub and register again.',
)

export const publicUrlWrong = defineError(
  'APIGOV_APP_PUBLIC_URL_WRONG',
  (url: string) => `\`${url}\` is no address that GitHub could send webhooks to`,
  () => 'Give `--public-url` an http or https address without a query, as in `https://apigov.acme.example`.',
)
