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

export const denylistUnreadable = defineError(
  'APIGOV_GATEWAY_DENYLIST_UNREADABLE',
  (path: string, why: string) => `The denylist \`${path}\` cannot be read: ${why}`,
  (_path: string, _why: string) =>
    'Correct or restore the file; remove it only where nothing on it need be refused any more.',
)

export const adminOpen = defineError(
  'APIGOV_GATEWAY_ADMIN_OPEN',
  (host: string) => `The operators’ port would be open to everybody who reaches \`${host}\``,
  (_host: string) => 'Give it a token with `--admin-token-file` or APIGOV_ADMIN_TOKEN, or leave it on 127.0.0.1.',
)

export const accessLogUnwritable = defineError(
  'APIGOV_GATEWAY_ACCESS_LOG_UNWRITABLE',
  (path: string, why: string) => `The access log \`${path}\` cannot be written: ${why}`,
  (_path: string, _why: string) => 'Give a file that the gateway may write with `--access-log`.',
)

export const trafficLogUnwritable = defineError(
  'APIGOV_GATEWAY_TRAFFIC_LOG_UNWRITABLE',
  (path: string, why: string) => `The traffic log \`${path}\` cannot be written: ${why}`,
  (_path: string, _why: string) => 'Give a file that the gateway may write with `--traffic-log`.',
)

export const untrustedProxyRange = defineError(
  'APIGOV_GATEWAY_PROXY_RANGE',
  (range: string) => `\`${range}\` is neither an address nor a range of addresses`,
  (_range: string) => 'Give addresses or ranges such as 10.0.0.0/8 or fd00::/8 with `--trust-proxy`.',
)

export const pluginUnusable = defineError(
  'APIGOV_GATEWAY_PLUGIN_UNUSABLE',
  (path: string, why: string) => `The plugin \`${path}\` cannot be used: ${why}`,
  (_path: string, _why: string) =>
    'Export it as `plugin`, made with `definePlugin` of `apigov/plugin`, under an id that no other plugin has.',
)

export const tlsUnusable = defineError(
  'APIGOV_GATEWAY_TLS_UNUSABLE',
  (why: string) => `The certificate or its key cannot be used: ${why}`,
  (_why: string) => 'Give the certificate chain with `--tls-cert` and its private key with `--tls-key`, both as PEM.',
)
