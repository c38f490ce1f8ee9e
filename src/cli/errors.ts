import { defineError } from '../base/errors.ts'

export const catalogMissing = defineError(
  'APIGOV_CATALOG_MISSING',
  (dir: string) => `There is no catalog in \`${dir}\`: no folder below it has an \`apigov.yaml\``,
  () => 'Name the folder of the catalog, or run `apigov init` to make one.',
)

export const catalogThere = defineError(
  'APIGOV_CATALOG_THERE',
  (dir: string) => `\`${dir}\` is a catalog already`,
  () => 'Nothing was written. Name another folder.',
)

export const folderNotWritable = defineError(
  'APIGOV_FOLDER_NOT_WRITABLE',
  (path: string, reason: string) => `\`${path}\` cannot be written: ${reason}`,
  () => 'Check who may write there; what stands there already was not touched.',
)

export const kindUnknown = defineError(
  'APIGOV_KIND_UNKNOWN',
  (kind: string, near: string | undefined) =>
    `\`${kind}\` is no kind of catalog file${near === undefined ? '' : `: did you mean \`${near}\`?`}`,
  () => 'Run `apigov schema` to see them all.',
)

export const formatUnknown = defineError(
  'APIGOV_CATALOG_FORMAT_UNKNOWN',
  (file: string, format: string) => `\`${file}\` is written in format ${format}, and this apigov knows format 1 only`,
  () => 'Use the apigov that wrote it, or a newer one.',
)

export const settingsUnreadable = defineError(
  'APIGOV_SETTINGS_UNREADABLE',
  (file: string, reason: string) => `\`${file}\` does not say which format it is written in: ${reason}`,
  () => 'Correct the file; `apigov validate` shows what is wrong with it.',
)

export const optionInvalid = defineError(
  'APIGOV_OPTION_INVALID',
  (flag: string, value: string, _wanted: string) => `\`${flag}\` cannot be \`${value}\``,
  (_flag: string, _value: string, wanted: string) => wanted,
)

export const secretMissing = defineError(
  'APIGOV_SECRET_MISSING',
  (what: string) => `There is no ${what}`,
  () => 'Set APIGOV_NODE_TOKEN, or give a file with `--node-token-file`; a secret is never an argument.',
)

export const adminTokenUnfit = defineError(
  'APIGOV_ADMIN_TOKEN_UNFIT',
  (where: string) => `The admin token in \`${where}\` is empty, short or more than one word`,
  () => 'Make one with `openssl rand -hex 32`.',
)

export const redisUrlUnfit = defineError(
  'APIGOV_REDIS_URL_UNFIT',
  (where: string) => `What \`${where}\` holds is not the URL of a Redis or Valkey`,
  () =>
    'Write `redis://` or `rediss://` (TLS), then user and password where needed: `rediss://user:password@host:6379`.',
)

export const secretUnreadable = defineError(
  'APIGOV_SECRET_UNREADABLE',
  (file: string, why: string) => `The file \`${file}\` cannot be read: ${why}`,
  () => 'Check the path and who may read it.',
)
