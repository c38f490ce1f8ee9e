import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { messageOf } from '../base/errors.ts'
import { digestOf } from './canonical.ts'
import { isSignedBy } from './signature.ts'
import { type Snapshot, type SnapshotContent, snapshotFormat } from './snapshot.ts'

/** What a text turned out to be: a snapshot that holds together, or why not and what to do about it. */
export type SnapshotReading = { readonly snapshot: Snapshot } | { readonly refusal: Refusal }

/** Why a snapshot is not served. One sentence each, without a full stop. */
export interface Refusal {
  /** The sequence of what was refused, where it could be read. */
  readonly sequence: number | null
  readonly reason: string
  readonly help: string
}

/**
 * Reads the text of a `gateway.json` and checks all that can be known without a gateway: format, shape, digest, signature (where
 * `publicKey` is given), references between entries, one owner per key hash. Never throws for a bad text.
 */
export function parseSnapshot(
  text: string,
  options: { readonly publicKey?: KeyObject | undefined } = {},
): SnapshotReading {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (thrown) {
    return refuse(null, `the snapshot is not JSON: ${messageOf(thrown)}`, rerender)
  }
  const known = format.safeParse(value)
  const sequence = known.data?.sequence ?? null
  if (known.data?.format !== snapshotFormat)
    return refuse(
      sequence,
      `the snapshot has format \`${JSON.stringify(known.data?.format) ?? 'none'}\`, this gateway reads \`${snapshotFormat}\``,
      'Upgrade the gateway, or set `snapshotFormat` of the environment to one that its gateways read',
    )
  const shaped = envelope.safeParse(value)
  if (!shaped.success) {
    const [issue] = shaped.error.issues
    const at = (issue?.path ?? []).map(String).join('.') || 'the top'
    return refuse(sequence, `the snapshot is malformed at \`${at}\`: ${issue?.message}`, rerender)
  }
  const snapshot: Snapshot = shaped.data
  return doubtful(snapshot, options.publicKey) ?? { snapshot }
}

const rerender = 'Render it anew with `apigov render`, and do not edit it by hand'

function doubtful(snapshot: Snapshot, publicKey: KeyObject | undefined): SnapshotReading | null {
  const { sequence, digest, signature, content } = snapshot
  if (digestOf(content) !== digest)
    return refuse(sequence, 'the content of the snapshot does not match its digest', rerender)
  if (publicKey) {
    const help = 'Check that the public key of the gateway belongs to the App that writes the snapshots'
    if (signature === null)
      return refuse(sequence, 'the snapshot is not signed, and this gateway wants a signature', help)
    if (!isSignedBy(snapshot, signature, publicKey))
      return refuse(sequence, 'the signature of the snapshot is wrong', help)
  }
  const dangling = danglingReference(content)
  return dangling === null ? null : refuse(sequence, dangling, rerender)
}

/** The first thing that names what is not there, or is there twice. */
function danglingReference(content: SnapshotContent): string | null {
  for (const [list, entries] of Object.entries(content) as [string, readonly { readonly id: string }[]][]) {
    const twice = duplicate(entries.map(({ id }) => id))
    if (twice !== undefined) return `\`${list}\` has two entries \`${twice}\``
  }
  const upstreams = new Set(content.upstreams.map(({ id }) => id))
  for (const { id, upstream } of content.routes)
    if (!upstreams.has(upstream)) return `route \`${id}\` goes to upstream \`${upstream}\`, which is not there`
  const plans = new Set(content.plans.map(({ id }) => id))
  const owners = new Map<string, string>()
  for (const { id, grants, keys } of content.consumers) {
    for (const { plan } of grants)
      if (!plans.has(plan)) return `consumer \`${id}\` is on plan \`${plan}\`, which is not there`
    for (const { hash, prefix } of keys) {
      const owner = owners.get(hash)
      if (owner !== undefined) return `key \`${prefix}\` belongs to both \`${owner}\` and \`${id}\``
      owners.set(hash, id)
    }
  }
  return null
}

function duplicate(ids: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return ids.find((id) => seen.size === seen.add(id).size)
}

function refuse(sequence: number | null, reason: string, help: string): SnapshotReading {
  return { refusal: { sequence, reason, help } }
}

// The shape of `snapshot.ts`, checked. Strict: a key this program does not know may be security it does not enforce.
const id = z.string().min(1)
const date = z.iso.date().nullable()
const format = z.looseObject({ format: z.unknown(), sequence: z.number().int().nullable().catch(null) })

const route = z.strictObject({
  id,
  api: id,
  version: id,
  semver: z.string(),
  hosts: z.array(z.string()),
  method: z.string().regex(/^(\*|[A-Z][A-Z-]*)$/),
  path: z.string().startsWith('/'),
  basePath: z.string().startsWith('/'),
  upstreamPath: z.string().startsWith('/'),
  upstream: id,
  auth: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.enum(['any', 'all']), methods: z.array(z.enum(['api-key', 'jwt'])).min(1) }),
  ]),
  plugins: z.array(z.strictObject({ id, config: z.unknown() })),
})

const target = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .refine((text) => isOrigin(text), { error: 'must have no path, query or fragment' }),
  weight: z.number().int().nonnegative(),
})

const limit = z.strictObject({
  requests: z.number().int().positive(),
  per: z.union([z.literal('month'), z.number().int().positive()]),
  burst: z.number().int().positive(),
})

const consumer = z.strictObject({
  id,
  keys: z.array(
    z.strictObject({
      id: z.string(),
      prefix: z.string(),
      hash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
      expires: date,
    }),
  ),
  tokens: z.array(z.strictObject({ issuer: z.string(), claim: z.string(), value: z.string() })),
  grants: z.array(z.strictObject({ api: id, version: id, plan: id, expires: date })),
})

const envelope = z.strictObject({
  format: z.literal(snapshotFormat),
  environment: id,
  sequence: z.number().int().nonnegative(),
  commit: z.string(),
  digest: z.string(),
  signature: z.string().nullable(),
  content: z.strictObject({
    routes: z.array(route),
    upstreams: z.array(
      z.strictObject({
        id,
        targets: z.array(target).min(1),
        health: z.strictObject({ path: z.string().startsWith('/'), interval: z.number().int().positive() }).nullable(),
      }),
    ),
    consumers: z.array(consumer),
    plans: z.array(z.strictObject({ id, limits: z.array(limit) })),
    issuers: z.array(z.strictObject({ id, issuer: z.string(), audience: z.string() })),
  }),
})

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return (
    url !== null &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '' &&
    url.username === '' &&
    url.password === ''
  )
}
