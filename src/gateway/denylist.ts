/**
 * Who and what is refused on this node whatever the snapshot says: for the minutes between an incident and the merge that ends it.
 * Each entry is drift until a snapshot says the same, and outlives restarts.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { BlockList, isIP } from 'node:net'
import { join } from 'node:path'
import { Counter, Gauge, type Registry } from 'prom-client'
import { z } from 'zod'
import { messageOf } from '../base/errors.ts'
import type { SnapshotContent } from '../snapshot/snapshot.ts'
import { addressRange } from './address-range.ts'
import { dataFolderUnwritable, denylistUnreadable } from './errors.ts'
import type { Exchange, Step } from './exchange.ts'
import type { Problem } from './problem.ts'

const kinds = ['consumer', 'key', 'address', 'route'] as const

/** A consumer or a route by its id, a key by its prefix (`agk_` and six characters), an address or a range of them (CIDR). */
type DeniedKind = (typeof kinds)[number]

const deniedShape = z.strictObject({
  kind: z.enum(kinds),
  value: z.string().min(1).max(300),
  reason: z.string().max(500),
  /** When it was denied first, ISO 8601. */
  since: z.iso.datetime(),
})

export type Denied = z.infer<typeof deniedShape>

/** `isDrift`: the snapshot that is served would let it in. */
export type DeniedState = Denied & { readonly isDrift: boolean }

/** What a snapshot says of those who may be denied. */
type Said = Pick<SnapshotContent, 'consumers' | 'routes'>

/** What requests meet. */
export interface Denials {
  /** The first step of a route: addresses, keys and the route itself. */
  readonly onArrival: (route: string) => Step
  /** The step after authentication: consumers. */
  readonly onCaller: Step
  /** These are refused and nobody else, from the next request on. */
  set(entries: readonly Denied[]): void
}

/** What operators see and change. */
export interface Denylist {
  /** In effect and on disk when it resolves. Throws an `ApigovError` where it cannot be kept; it is in effect all the same. */
  deny(entry: Omit<Denied, 'since'>, now: number): Promise<void>
  /** Answers false where there was none. */
  allow(kind: DeniedKind, value: string): Promise<boolean>
  states(said: Said | null): readonly DeniedState[]
}

/** What is wrong with an entry that an operator gives; `null` where it can be denied. */
export function faultOf(kind: string, value: string): string | null {
  if (!kinds.some((known) => known === kind)) return `deny one of ${kinds.join(', ')}`
  if (kind === 'address' && addressRange(value) === null) return 'give an address, or a range such as 203.0.113.0/24'
  if (kind === 'key' && !/^agk_[0-9A-Za-z]{6}$/.test(value))
    return 'give the prefix of a key: `agk_` and six characters'
  return value.length > 300 ? 'give at most 300 characters' : null
}

/** Counts what it refuses in `registry`. */
export function createDenials(registry: Registry): Denials {
  let sets: Sets | null = null
  let size = 0
  const counter = refusals(registry, () => size)
  const refuse = (kind: DeniedKind, problem: Problem) => {
    counter.inc({ kind })
    return problem
  }
  return {
    onArrival: (route) => (exchange) => {
      if (sets === null) return undefined
      if (sets.route.has(route)) return refuse('route', switchedOff)
      if (sets.addresses !== null && isAmong(sets.addresses, exchange.address)) return refuse('address', suspended)
      if (sets.key.size > 0 && keysOf(exchange).some((prefix) => sets?.key.has(prefix))) return refuse('key', suspended)
      return undefined
    },
    onCaller: ({ caller }) =>
      caller !== null && sets?.consumer.has(caller.consumer) ? refuse('consumer', suspended) : undefined,
    set(entries) {
      sets = setsOf(entries)
      size = entries.length
    },
  }
}

/**
 * Opens the list that is kept in `folder` (`null`: kept nowhere). Throws an `ApigovError` where there is one that cannot be read: a
 * gateway must not start without what was denied.
 * @param enforce makes a list hold; asked with each new one, and with the kept one before this resolves.
 */
export async function openDenylist(
  folder: string | null,
  enforce: (entries: readonly Denied[]) => Promise<void>,
): Promise<Denylist> {
  const path = folder === null ? null : join(folder, 'denylist.json')
  const entries = new Map((path === null ? [] : await read(path)).map((entry) => [keyOf(entry), entry]))
  let writing = Promise.resolve()
  await enforce([...entries.values()])

  async function keep(): Promise<void> {
    await enforce([...entries.values()])
    if (folder === null || path === null) return
    const textNow = () => `${JSON.stringify([...entries.values()], null, 2)}\n`
    // One after the other, and each whole: the last one written is the last one asked for.
    writing = writing.catch(() => undefined).then(() => write(folder, path, textNow()))
    await writing
  }

  return {
    async deny(entry, now) {
      const since = entries.get(keyOf(entry))?.since ?? new Date(now).toISOString()
      entries.set(keyOf(entry), { ...entry, since })
      await keep()
    },
    async allow(kind, value) {
      if (!entries.delete(keyOf({ kind, value }))) return false
      await keep()
      return true
    },
    states: (said) => [...entries.values()].map((entry) => ({ ...entry, isDrift: isDrift(entry, said) })),
  }
}

function keyOf({ kind, value }: Pick<Denied, 'kind' | 'value'>): string {
  return `${kind} ${value}`
}

interface Sets {
  readonly consumer: ReadonlySet<string>
  readonly key: ReadonlySet<string>
  readonly route: ReadonlySet<string>
  readonly addresses: BlockList | null
}

/** As requests want it; `null` where nothing is denied, which is nearly always. */
function setsOf(entries: readonly Denied[]): Sets | null {
  if (entries.length === 0) return null
  const of = (wanted: DeniedKind) => new Set(entries.filter(({ kind }) => kind === wanted).map(({ value }) => value))
  const ranges = [...of('address')].map(addressRange)
  const addresses = ranges.length === 0 ? null : new BlockList()
  for (const range of ranges) if (range !== null) addresses?.addSubnet(range.address, range.bits, range.family)
  return { consumer: of('consumer'), key: of('key'), route: of('route'), addresses }
}

function isAmong(addresses: BlockList, address: string): boolean {
  // The zone of a link-local address is this machine's name for the link.
  const [plain = ''] = address.split('%', 1)
  const version = isIP(plain)
  return version !== 0 && addresses.check(plain, version === 6 ? 'ipv6' : 'ipv4')
}

/** The prefixes of all that may be a key in a request, whichever field it is in. */
function keysOf({ fields, keys }: Exchange): string[] {
  const texts = [fields.apiKey, fields.authorization, fields.passed, ...keys]
  return texts.flatMap((text) => text?.match(/agk_[0-9A-Za-z]{6}/g) ?? [])
}

/** A catalog knows no addresses, so those stay drift until they are allowed again. */
function isDrift({ kind, value }: Denied, said: Said | null): boolean {
  if (said === null || kind === 'address') return true
  if (kind === 'route') return said.routes.some(({ id }) => id === value)
  return said.consumers.some(({ id, keys, tokens, grants }) =>
    kind === 'consumer'
      ? id === value && grants.length > 0 && keys.length + tokens.length > 0
      : keys.some(({ prefix }) => prefix === value),
  )
}

const suspended: Problem = {
  status: 403,
  title: 'Forbidden',
  detail: 'Your access is suspended for now; ask whoever runs the API',
}

const switchedOff: Problem = {
  status: 503,
  title: 'Service Unavailable',
  detail: 'This operation is switched off for now; ask whoever runs the API',
}

async function read(path: string): Promise<readonly Denied[]> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw denylistUnreadable(path, messageOf(thrown), thrown)
  }
  try {
    const entries = z.array(deniedShape).parse(JSON.parse(text))
    const fault = entries.map(({ kind, value }) => faultOf(kind, value)).find((found) => found !== null)
    if (fault !== undefined) throw new Error(fault)
    return entries
  } catch (thrown) {
    throw denylistUnreadable(path, messageOf(thrown), thrown)
  }
}

async function write(folder: string, path: string, text: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(`${path}.new`, text, { mode: 0o600, flush: true })
    await rename(`${path}.new`, path)
  } catch (thrown) {
    throw dataFolderUnwritable(folder, messageOf(thrown), thrown)
  }
}

function refusals(registry: Registry, size: () => number): Counter<'kind'> {
  new Gauge({
    name: 'apigov_gateway_denylist_entries',
    help: 'Entries of the emergency denylist of this node',
    aggregator: 'max',
    registers: [registry],
    collect() {
      this.set(size())
    },
  })
  return new Counter({
    name: 'apigov_gateway_denied_total',
    help: 'Requests that the emergency denylist refused, by kind of entry',
    labelNames: ['kind'],
    registers: [registry],
  })
}
