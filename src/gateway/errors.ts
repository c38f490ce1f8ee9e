import { defineError } from '../base/errors.ts'

/** At the start there is neither a snapshot that can be served nor one from before. */
export const noServableSnapshot = defineError(
  'APIGOV_SNAPSHOT_REFUSED',
  (source: string, reason: string, _help: string) => `The snapshot \`${source}\` is refused: ${reason}`,
  (_source: string, _reason: string, help: string) => help,
)

export const cannotListen = defineError(
  'APIGOV_GATEWAY_CANNOT_LISTEN',
  (address: string, why: string) => `The gateway cannot listen on \`${address}\`: ${why}`,
  (_address: string, _why: string) =>
    'Choose another port with `--port` and `--admin-port`, or end what listens there.',
)

export const dataFolderUnwritable = defineError(
  'APIGOV_GATEWAY_DATA_UNWRITABLE',
  (folder: string, why: string) => `The data folder \`${folder}\` cannot be written: ${why}`,
  (_folder: string, _why: string) => 'Give a folder that the gateway may write with `--data`.',
)
