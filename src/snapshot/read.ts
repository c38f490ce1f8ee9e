import assert from 'node:assert/strict'
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { messageOf } from '../base/errors.ts'
import { danglingReference, digestInSlices, unusableContract } from './coherence.ts'
import { isIssuerAddress } from './issuer-address.ts'
import { secretFilePattern, serverNamePattern } from './secret-file.ts'
import { isSignedBy } from './signature.ts'
import { slices } from './slices.ts'
import { type Snapshot, type SnapshotContent, snapshotFormat } from './snapshot.ts'
import { type ReadLists, type ReadText, readText } from './text.ts'

/**
 * What a text turned out to be: a snapshot that holds together, or why not and what to do about it. `lists` are for the next
 * reading (see `parseSnapshot`).
 */
export type SnapshotReading =
  | { readonly snapshot: Snapshot; readonly lists: ReadLists | null }
  | { readonly refusal: Refusal }

/** Why a snapshot is not served. `reason` is a sentence without a full stop, `help` says what to do. */
export interface Refusal {
  /** The sequence of what was refused, where it could be read. */
  readonly sequence: number | null
  readonly reason: string
  readonly help: string
}

/**
 * Reads the bytes of a `gateway.json` and checks all that can be known without a gateway: format, shape, digest, signature (where
 * `publicKey` is given), references between entries, one owner per key hash and per claim of a token, schemas of contracts. Never throws
 * for a bad text.
 * Works in slices, because a gateway reads while it serves; only a text that is not laid out as `snapshotText` has it is parsed in
 * one piece.
 * @param options.known lists of a snapshot that was read before: entries of it that stand in this one unchanged are taken over,
 * the same objects, and not checked again.
 */
export async function parseSnapshot(
  bytes: Buffer,
  options: { readonly publicKey?: KeyObject | undefined; readonly known?: ReadLists | null } = {},
): Promise<SnapshotReading> {
  let read: ReadText | null
  try {
    read = await readText(bytes, { known: options.known ?? null, pause: slices() })
  } catch (thrown) {
    return { refusal: refusalOf(thrown) }
  }
  assert(read, 'all of it was read')
  return checkSnapshot(read, options.publicKey)
}

/** Of what is not JSON. */
export function refusalOf(thrown: unknown): Refusal {
  return { sequence: null, reason: `the snapshot is not JSON: ${messageOf(thrown)}`, help: rerender }
}

/** What `parseSnapshot` checks of what was read. */
export async function checkSnapshot(
  { value, lists }: ReadText,
  publicKey: KeyObject | undefined,
): Promise<SnapshotReading> {
  const pause = slices()
  const known = format.safeParse(value)
  const sequence = known.data?.sequence ?? null
  if (known.data?.format !== snapshotFormat)
    return refuse(
      sequence,
      `the snapshot has format \`${JSON.stringify(known.data?.format) ?? 'none'}\`, this gateway reads \`${snapshotFormat}\``,
      'Upgrade the gateway, or set `snapshotFormat` of the environment to one that its gateways read.',
    )
  const malformed = firstIssue(envelope, value, []) ?? (await malformedEntry(value as Unchecked, lists, pause))
  if (malformed !== null) return refuse(sequence, malformed, rerender)
  const snapshot = value as Snapshot
  return (await doubtful(snapshot, lists, publicKey, pause)) ?? { snapshot, lists }
}

type Pause = ReturnType<typeof slices>

type Unchecked = { readonly content: { readonly [List in keyof SnapshotContent]: readonly unknown[] } }

async function malformedEntry({ content }: Unchecked, lists: ReadLists | null, pause: Pause): Promise<string | null> {
  for (const [list, schema] of Object.entries(entries) as [keyof SnapshotContent, z.ZodType][])
    for (const index of lists?.[list].fresh ?? content[list]?.keys() ?? []) {
      const issue = firstIssue(schema, content[list]?.[index], ['content', list, index])
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
  lists: ReadLists | null,
  publicKey: KeyObject | undefined,
  pause: Pause,
): Promise<SnapshotReading | null> {
  const { sequence, digest, signature, content } = snapshot
  if ((await digestInSlices(content, lists, pause)) !== digest)
    return refuse(sequence, 'the content of the snapshot does not match its digest', rerender)
  if (publicKey) {
    const help = 'Check that the public key of the gateway belongs to the App that writes the snapshots.'
    if (signature === null)
      return refuse(sequence, 'the snapshot is not signed, and this gateway wants a signature', help)
    if (!isSignedBy(snapshot, signature, publicKey))
      return refuse(sequence, 'the signature of the snapshot is wrong', help)
  }
  const wrong = (await danglingReference(content, lists, pause)) ?? (await unusableContract(content, lists, pause))
  return wrong === null ? null : refuse(sequence, wrong, rerender)
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
    z.strictObject({
      kind: z.enum(['any', 'all']),
      methods: z.array(z.enum(['api-key', 'jwt', 'mtls'])).min(1),
      scopes: z.array(z.array(z.string()).min(1)).min(1).exactOptional(),
    }),
  ]),
  keyPlaces: z
    .array(z.strictObject({ in: z.enum(['query', 'cookie', 'header']), name: id }))
    .min(1)
    .exactOptional(),
  plugins: z.array(z.strictObject({ id, config: z.unknown() })),
})

const fieldName = z.string().regex(/^[!#$%&'*+.^_`|~0-9a-z-]+$/)

const target = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .refine((text) => isOrigin(text), { error: 'must have no path, query or fragment' }),
  weight: z.number().int().nonnegative(),
  canary: z
    .strictObject({
      consumers: z.array(id).exactOptional(),
      header: z.strictObject({ name: fieldName, value: z.string() }).exactOptional(),
    })
    .exactOptional(),
})

const limit = z.strictObject({
  requests: z.number().int().positive(),
  per: z.union([z.enum(['hour', 'day', 'week', 'month']), z.number().int().positive()]),
  burst: z.number().int().positive(),
  algorithm: z.literal('sliding-window').exactOptional(),
  whenAway: z.literal('refuse').exactOptional(),
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
  certificates: z.array(z.strictObject({ san: z.enum(['dns', 'uri', 'email']), value: z.string() })).exactOptional(),
  grants: z.array(z.strictObject({ api: id, version: id, plan: id, expires: date })),
})

const milliseconds = z.number().int().positive()

const fileReference = z.strictObject({ file: z.string().regex(secretFilePattern) })

const upstream = z.strictObject({
  id,
  targets: z.array(target).min(1),
  health: z.strictObject({ path: z.string().startsWith('/'), interval: z.number().int().positive() }).nullable(),
  protocol: z.literal('h2').exactOptional(),
  tls: z
    .strictObject({
      ca: fileReference.exactOptional(),
      cert: fileReference.exactOptional(),
      key: fileReference.exactOptional(),
      serverName: z.string().regex(serverNamePattern).exactOptional(),
    })
    .refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
      error: 'has `cert` without `key`, or `key` without `cert`',
    })
    .exactOptional(),
  balance: z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.enum(['connections', 'consumer', 'address']) }),
      z.strictObject({ by: z.literal('header'), name: fieldName }),
    ])
    .exactOptional(),
  timeouts: z
    .strictObject({
      connect: milliseconds.exactOptional(),
      head: milliseconds.exactOptional(),
      idle: milliseconds.exactOptional(),
      total: milliseconds.exactOptional(),
    })
    .exactOptional(),
  bodyRate: z.number().int().nonnegative().exactOptional(),
  retries: z
    .strictObject({ times: z.number().int().positive(), budget: z.number().int().min(0).max(100) })
    .exactOptional(),
  breaker: z
    .strictObject({
      requests: z.number().int().positive().exactOptional(),
      failures: z.number().int().positive().exactOptional(),
      pause: milliseconds.exactOptional(),
    })
    .exactOptional(),
})

const issuerAddress = z.string().refine(isIssuerAddress, { error: 'must be an `https:` address' })

const parameter = z.strictObject({
  in: z.enum(['path', 'query', 'header', 'cookie']),
  name: id,
  required: z.boolean(),
  as: z.union([z.enum(['text', 'repeated', 'json', 'opaque']), z.strictObject({ separator: z.string().min(1) })]),
  types: z.array(z.string()),
  schema: id,
})

const bodyContent = z.record(z.string(), id.nullable())
const body = z.strictObject({ required: z.boolean(), content: bodyContent })
const definitions = z.record(z.string(), z.unknown())

const contract = z.strictObject({
  id,
  definitions,
  operations: z.record(z.string(), z.strictObject({ parameters: z.array(parameter), body: body.nullable() })),
  answers: z
    .strictObject({ definitions, operations: z.record(z.string(), z.record(z.string(), bodyContent)) })
    .exactOptional(),
})

/** Of each list, the shape of an entry. */
const entries: Readonly<Record<keyof SnapshotContent, z.ZodType>> = {
  contracts: contract,
  routes: route,
  upstreams: upstream,
  consumers: consumer,
  plans: z.strictObject({ id, limits: z.array(limit) }),
  issuers: z.strictObject({ id, issuer: issuerAddress, audience: id, jwks: issuerAddress.exactOptional() }),
}

/** What is in it is looked at an entry at a time. */
const list = z.custom<readonly unknown[]>(Array.isArray, 'must be a list')
const envelope = z.strictObject({
  format: z.literal(snapshotFormat),
  environment: id,
  sequence: z.number().int().nonnegative(),
  commit: z.string(),
  digest: z.string(),
  signature: z.string().nullable(),
  content: z.strictObject({
    routes: list,
    upstreams: list,
    consumers: list,
    plans: list,
    issuers: list,
    contracts: list.exactOptional(),
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
