import { defineError } from '../base/errors.ts'

/** A `SnapshotSource` could not be asked: thrown by whatever implements it. */
export const snapshotUnreadable = defineError(
  'APIGOV_SNAPSHOT_UNREADABLE',
  (source: string, why: string) => `The snapshot \`${source}\` cannot be read: ${why}`,
  (_source: string, _why: string) =>
    'Give a `gateway.json`, a folder that holds one, or `<git-url>#<branch>`; `apigov render` writes one.',
)

/** A key for signing or verifying snapshots is not what it should be. */
export const signingKeyInvalid = defineError(
  'APIGOV_SIGNING_KEY_INVALID',
  (why: string) => `The signing key is not a usable Ed25519 key: ${why}`,
  (_why: string) => 'Make a pair with `openssl genpkey -algorithm ed25519`; the gateway gets the public half as PEM.',
)
