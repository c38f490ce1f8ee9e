/** Answers in memory, by address; the variants of one address beside each other. */
import { LRUCache } from 'lru-cache'
import type { Exchange } from '../exchange.ts'

export interface Stored {
  readonly status: number
  /** Name, value, name, value. */
  readonly fields: readonly string[]
  readonly body: Buffer
  readonly etag: string | undefined
  readonly lastModified: string | undefined
  /** Whose it is; empty: everybody's. */
  readonly who: string
  /** The fields of the request it was made for, by the names in its `Vary`. */
  readonly varied: ReadonlyMap<string, string>
  /** Milliseconds since the epoch: when it was new, by its `Age` and our clock. */
  bornAt: number
  /** Fresh before it. */
  freshUntil: number
  /** May be given before it while a newer one is asked for (RFC 5861 section 3). */
  staleUntil: number
  /** May be given before it where the upstream fails (RFC 5861 section 4). */
  spareUntil: number
}

/** Of one address; beyond it the one that was stored first goes. */
const mostVariants = 64
/** What an entry takes beside its body, about. */
const overhead = 1_000
/** That an answer may not be kept is remembered for a while, so that nobody waits for it in vain. */
const remembered = 60_000
/** Requests at a time that ask for newer answers beside the traffic. */
const mostRefreshes = 256
/** Milliseconds. */
const patience = 5_000

export class ResponseCache {
  readonly #entries: LRUCache<string, readonly Stored[]>
  readonly #unkept = new LRUCache<string, number>({ max: 10_000 })
  /** By key: those who are asking for it, so that others can wait. */
  readonly #asking = new Map<string, Promise<void>>()
  readonly #refreshing = new Set<string>()

  constructor(bytes = 64 * 1024 * 1024) {
    this.#entries = new LRUCache({
      maxSize: bytes,
      sizeCalculation: (variants) => variants.reduce((sum, each) => sum + each.body.length + overhead, 1),
    })
  }

  /** The answer that was stored for such a request, fresh or not. */
  find(address: string, who: string, exchange: Exchange): Stored | undefined {
    return this.#entries.get(address)?.findLast((stored) => stored.who === who && fits(stored, exchange))
  }

  store(address: string, stored: Stored): void {
    const others = (this.#entries.get(address) ?? []).filter((other) => !isSame(other, stored))
    this.#entries.set(address, [...others, stored].slice(-mostVariants))
    this.#unkept.delete(`${address}\n${stored.who}`)
  }

  /** What was stored for the address is no longer so, whoever it was for (RFC 9111 section 4.4). */
  invalidate(address: string): void {
    this.#entries.delete(address)
  }

  /** Forgets what is stored below a path, on a host or on all; answers how many addresses that were. */
  purge(host: string | undefined, prefix: string): number {
    let count = 0
    for (const address of [...this.#entries.keys()]) {
      const slash = address.indexOf('/')
      if (host !== undefined && address.slice(0, slash).split(':')[0] !== host) continue
      if (!address.startsWith(prefix, slash)) continue
      this.#entries.delete(address)
      count += 1
    }
    return count
  }

  /** Whoever asks the upstream for it now; `undefined`: nobody, or it is not worth waiting for. */
  asking(key: string, now: number): Promise<void> | undefined {
    return (this.#unkept.get(key) ?? 0) > now ? undefined : this.#asking.get(key)
  }

  /** This request asks the upstream; the answer is called once that is over. Others wait no longer than `patience`. */
  ask(key: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#asking.set(key, promise)
    const done = () => {
      clearTimeout(timer)
      if (this.#asking.get(key) === promise) this.#asking.delete(key)
      resolve()
    }
    const timer = setTimeout(done, patience).unref()
    return done
  }

  /** Somebody begins to ask for a newer one beside the traffic; `null` where somebody does already, or too many do for others. */
  refresh(key: string): (() => void) | null {
    if (this.#refreshing.has(key) || this.#refreshing.size >= mostRefreshes) return null
    this.#refreshing.add(key)
    return () => this.#refreshing.delete(key)
  }

  /** It must not be given any more. */
  drop(address: string, stored: Stored): void {
    const left = (this.#entries.get(address) ?? []).filter((other) => other !== stored)
    if (left.length > 0) this.#entries.set(address, left)
    else this.#entries.delete(address)
  }

  notKept(key: string, now: number): void {
    this.#unkept.set(key, now + remembered)
  }
}

export function variedBy(vary: string | undefined, { headers }: Exchange): ReadonlyMap<string, string> {
  const names = (vary ?? '').split(',').map((name) => name.trim().toLowerCase())
  return new Map(names.filter((name) => name !== '').map((name) => [name, textOf(headers[name])]))
}

function fits({ varied }: Stored, { headers }: Exchange): boolean {
  if (varied.size === 0) return true
  for (const [name, value] of varied) if (textOf(headers[name]) !== value) return false
  return true
}

function isSame(one: Stored, other: Stored): boolean {
  if (one.who !== other.who || one.varied.size !== other.varied.size) return false
  for (const [name, value] of one.varied) if (other.varied.get(name) !== value) return false
  return true
}

function textOf(value: string | string[] | undefined): string {
  return value === undefined ? '' : [value].flat().join(', ')
}
