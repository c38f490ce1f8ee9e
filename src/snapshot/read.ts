import { createHash, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { messageOf } from '../base/errors.ts'
import { canonicalJson } from './canonical.ts'
import { isIssuerAddress } from './issuer-address.ts'
import { isSignedBy } from './signature.ts'
import { slices } from './slices.ts'
import { type Snapshot, type SnapshotContent, snapshotFormat } from './snapshot.ts'

/** What a text turned out to be: a snapshot that holds together, or why not and what to do about it. */
export type SnapshotReading = { readonly snapshot: Snapshot } | { readonly refusal: Refusal }

/** Why a snapshot is not served. `reason` is a sentence without a full stop, `help` says what to do. */
export interface Refusal {
  /** The sequence of what was refused, where it could be read. */
  readonly sequence: number | null
  readonly reason: string
  readonly help: string
}

/**
 * Reads the text of a `gateway.json` and checks all that can be known without a gateway: format, shape, digest, signature (where
 * `publicKey` is given), references between entries, one owner per key hash and per claim of a token. Never throws for a bad text. Works in slices,
 * because a gateway reads while it serves; only `JSON.parse` is one piece (7 ms per MB).
 */
export async function parseSnapshot(
  text: string,
  options: { readonly publicKey?: KeyObject | undefined } = {},
): Promise<SnapshotReading> {
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
      'Upgrade the gateway, or set `snapshotFormat` of the environment to one that its gateways read.',
    )
  const pause = slices()
  const malformed = firstIssue(envelope, value, []) ?? (await malformedEntry(value as Unchecked, pause))
  if (malformed !== null) return refuse(sequence, malformed, rerender)
  const snapshot = value as Snapshot
  return (await doubtful(snapshot, options.publicKey, pause)) ?? { snapshot }
}

type Unchecked = { readonly content: Readonly<Record<keyof SnapshotContent, readonly unknown[]>> }

async function malformedEntry({ content }: Unchecked, pause: ReturnType<typeof slices>): Promise<string | null> {
  for (const [list, schema] of Object.entries(entries) as [keyof SnapshotContent, z.ZodType][])
    for (const [index, entry] of content[list].entries()) {
      const issue = firstIssue(schema, entry, ['content', list, index])
      if (issue !== null) return issue
      await pause()
    }
  return null
}

function firstIssue(schema: z.ZodType, value: unknown, at: readonly (string | number)[]): string | null {
  const issue = schema.safeParse(value).error?.issues[0]
  return issue === undefined
    ? null
    : `the snapshot is malformed at \`${[...at, ...issue.path].map(String).join('.') || 'the top'}\`: ${issue.message}`
}

const rerender = 'Render it anew with `apigov render`, and do not edit it by hand.'

async function doubtful(
  snapshot: Snapshot,
  publicKey: KeyObject | undefined,
  pause: ReturnType<typeof slices>,
): Promise<SnapshotReading | null> {
  const { sequence, digest, signature, content } = snapshot
  if ((await digestInSlices(content, pause)) !== digest)
    return refuse(sequence, 'the content of the snapshot does not match its digest', rerender)
  if (publicKey) {
    const help = 'Check that the public key of the gateway belongs to the App that writes the snapshots.'
    if (signature === null)
      return refuse(sequence, 'the snapshot is not signed, and this gateway wants a signature', help)
    if (!isSignedBy(snapshot, signature, publicKey))
      return refuse(sequence, 'the signature of the snapshot is wrong', help)
  }
  const dangling = danglingReference(content)
  return dangling === null ? null : refuse(sequence, dangling, rerender)
}

/** `digestOf`, an entry at a time. */
async function digestInSlices(content: SnapshotContent, pause: ReturnType<typeof slices>): Promise<string> {
  const hash = createHash('sha256')
  const lists = Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)) as [string, readonly unknown[]][]
  for (const [number, [name, list]] of lists.entries()) {
    hash.update(`${number === 0 ? '{' : ','}${JSON.stringify(name)}:[`)
    for (const [index, entry] of list.entries()) {
      hash.update(`${index === 0 ? '' : ','}${canonicalJson(entry)}`)
      await pause()
    }
    hash.update(']')
  }
  return `sha256:${hash.update('}').digest('hex')}`
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
  for (const { id, grants, keys, tokens } of content.consumers) {
    for (const { plan } of grants)
      if (!plans.has(plan)) return `consumer \`${id}\` is on plan \`${plan}\`, which is not there`
    for (const { hash, prefix } of keys) {
      const owner = owners.get(hash)
      if (owner !== undefined) return `key \`${prefix}\` belongs to both \`${owner}\` and \`${id}\``
      owners.set(hash, id)
    }
    for (const { issuer, claim, value } of tokens) {
      const proof = JSON.stringify([issuer, claim, value])
      const owner = owners.get(proof) ?? id
      if (owner !== id) return `tokens with \`${claim}\` \`${value}\` belong to both \`${owner}\` and \`${id}\``
      owners.set(proof, id)
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
  basePath: z.string().regex(/^(\/.*)?$/),
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

const upstream = z.strictObject({
  id,
  targets: z.array(target).min(1),
  health: z.strictObject({ path: z.string().startsWith('/'), interval: z.number().int().positive() }).nullable(),
})

const issuerAddress = z.string().refine(isIssuerAddress, { error: 'must be an `https:` address' })

/** Of each list, the shape of an entry. */
const entries: Readonly<Record<keyof SnapshotContent, z.ZodType>> = {
  routes: route,
  upstreams: upstream,
  consumers: consumer,
  plans: z.strictObject({ id, limits: z.array(limit) }),
  issuers: z.strictObject({ id, issuer: issuerAddress, audience: id, jwks: issuerAddress.exactOptional() }),
}

const list = z.array(z.unknown())
const envelope = z.strictObject({
  format: z.literal(snapshotFormat),
  environment: id,
  sequence: z.number().int().nonnegative(),
  commit: z.string(),
  digest: z.string(),
  signature: z.string().nullable(),
  content: z.strictObject({ routes: list, upstreams: list, consumers: list, plans: list, issuers: list }),
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
