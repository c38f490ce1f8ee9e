import { createHash } from 'node:crypto'
import { Transform, type TransformCallback } from 'node:stream'
import { cacheSchema } from '../../snapshot/plugins/cache.ts'
import { AnswerHead, type Reply, Tap } from '../answer.ts'
import { type Directives, directivesOf, lifetimeOf, mayKeep, secondsOf } from '../cache/cache-control.ts'
import { ResponseCache, type Stored, variedBy } from '../cache/response-cache.ts'
import type { Exchange, Outcome } from '../exchange.ts'
import { definePlugin, type PluginStates } from './plugin.ts'

/** A request that asks the upstream for what may then be kept. */
interface Asking {
  readonly address: string
  readonly key: string
  readonly who: string
  readonly isPersonal: boolean
  /** What is stored and stale, where the upstream is asked whether it is still so. */
  readonly stale: Stored | undefined
  readonly done: () => void
}

/** A shared cache (RFC 9111). Of requests that come at once for the same, one asks the upstream and the others wait for its answer. */
export const cache = definePlugin({
  schema: cacheSchema,
  begin: () => ({ stored: new ResponseCache(), asking: new WeakMap<Exchange, Asking>() }),
  compile({ by, largest }, _, { state: { stored, asking } }) {
    const ask = (exchange: Exchange, about: Omit<Asking, 'done'>, done: () => void): undefined => {
      exchange.atEnd(done)
      asking.set(exchange, { ...about, done })
      // The upstream is asked whether it is still so; who has asked that in its own name gets its own answer.
      if (about.stale?.etag !== undefined && exchange.headers['if-none-match'] === undefined)
        exchange.fields.passed += `if-none-match: ${about.stale.etag}\r\n`
      return undefined
    }
    const serve = (exchange: Exchange, hasWaited: boolean): Outcome | Promise<Outcome> => {
      const directives = directivesOf(exchange.headers['cache-control'])
      if (!isCacheable(exchange) || directives.has('no-store')) return undefined
      const { now } = exchange
      const isPersonal = provesItself(exchange)
      const who = by === 'consumer' && isPersonal ? whoOf(exchange) : ''
      const address = addressOf(exchange)
      const found = stored.find(address, who, exchange)
      const wantsNew = directives.has('no-cache') || (secondsOf(directives, 'max-age') ?? 1) === 0
      // What was stored while this request waited is new enough for anybody.
      if (found !== undefined && found.freshUntil > now && (!wantsNew || hasWaited)) return replyWith(found, exchange)
      const key = `${address}\n${who}`
      const about = { address, key, who, isPersonal: isPersonal && by === 'everyone', stale: found }
      if (found !== undefined && found.staleUntil > now && !wantsNew) {
        const refreshed = stored.refresh(key)
        if (refreshed !== null) exchange.askInBackground((own) => ask(own, about, refreshed))
        return replyWith(found, exchange)
      }
      const other = stored.asking(key, now)
      if (other !== undefined && !hasWaited) return other.then(() => serve(exchange, true))
      if (exchange.method !== 'GET') return undefined
      return ask(exchange, about, stored.ask(key))
    }
    return {
      serve: (exchange) => serve(exchange, false),
      fallback(exchange) {
        const about = asking.get(exchange)
        const spare = about && spareOf(about, exchange)
        return spare && replyWith(spare, exchange)
      },
      answer(exchange, head) {
        if (head.from !== 'upstream') return undefined
        if (!isSafe(exchange.method) && head.status < 400) stored.invalidate(addressOf(exchange))
        const about = asking.get(exchange)
        if (about === undefined) return undefined
        const directives = directivesOf(head.get('cache-control'))
        if (head.status === 304 && about.stale !== undefined && exchange.headers['if-none-match'] === undefined)
          return renewed(about, about.stale, exchange, head)
        const spare = isFailure(head.status) ? spareOf(about, exchange) : undefined
        if (spare !== undefined) {
          about.done()
          return standingFor(spare, exchange, head)
        }
        const fresh = lifetimeOf(head, directives, exchange.now) - ageOf(head)
        const length = Number(head.get('content-length') ?? 0)
        if (fresh <= 0 || length > largest || !mayKeep(head, directives, about.isPersonal)) {
          if (about.stale !== undefined && !isFailure(head.status)) stored.drop(about.address, about.stale)
          stored.notKept(about.key, exchange.now)
          about.done()
          return undefined
        }
        // Now, and not when the body is whole: plugins after this one say what is for this caller alone.
        const entry = entryOf(about, exchange, head, directives)
        return new Keeping(largest, (body) => {
          if (body === null) stored.notKept(about.key, exchange.now)
          else stored.store(about.address, { ...entry, body })
          about.done()
        })
      },
    }
  },
})

/** What the plugins of a gateway have in their cache, for the operator. */
export function cacheIn(states: PluginStates): ResponseCache {
  // What `begin` gave.
  return (states.of(cache) as { readonly stored: ResponseCache }).stored
}

/** Takes a body down as it passes; too much of it, and nothing is kept. */
class Keeping extends Tap {
  readonly #largest: number
  readonly #keep: (body: Buffer | null) => void
  #pieces: Buffer[] = []
  #size = 0

  /** @param keep given `null` as soon as there is too much. */
  constructor(largest: number, keep: (body: Buffer | null) => void) {
    super()
    this.#largest = largest
    this.#keep = keep
  }

  piece(piece: Buffer): void {
    if (this.#size > this.#largest) return
    this.#size += piece.length
    this.#pieces.push(piece)
    if (this.#size <= this.#largest) return
    this.#pieces = []
    this.#keep(null)
  }

  whole(): void {
    if (this.#size <= this.#largest) this.#keep(Buffer.concat(this.#pieces))
  }
}

/** The body that is stored, in place of one that did not come. */
class Stand extends Transform {
  readonly #body: Buffer

  constructor(body: Buffer) {
    super()
    this.#body = body
  }

  override _transform(_piece: Buffer, _encoding: string, done: TransformCallback): void {
    done()
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#body)
  }
}

/** The upstream says that what is stored still holds (RFC 9111 section 4.3.4). */
function renewed(about: Asking, stored: Stored, exchange: Exchange, head: AnswerHead): Stand {
  // What it says anew of its freshness counts, else what it said before.
  const told = head.get('cache-control') === undefined ? new AnswerHead(stored.status, stored.fields, 'plugin') : head
  const directives = directivesOf(told.get('cache-control'))
  stored.bornAt = exchange.now - ageOf(head)
  const fresh = lifetimeOf(told, directives, exchange.now)
  stored.freshUntil = stored.bornAt + fresh
  stored.staleUntil = stored.freshUntil + staleFor(directives, 'stale-while-revalidate')
  stored.spareUntil = stored.freshUntil + staleFor(directives, 'stale-if-error')
  about.done()
  head.status = stored.status
  head.fields = [...stored.fields]
  return new Stand(stored.body)
}

/** The statuses that RFC 5861 section 4 names. */
function isFailure(status: number): boolean {
  return status === 500 || (status >= 502 && status <= 504)
}

function spareOf({ stale }: Asking, { now }: Exchange): Stored | undefined {
  return stale !== undefined && stale.spareUntil > now ? stale : undefined
}

/** What is stored, in place of what an upstream that fails has to say. */
function standingFor(stored: Stored, exchange: Exchange, head: AnswerHead): Stand {
  const { status, fields, body } = replyWith(stored, exchange)
  head.status = status
  head.fields = [...fields]
  return new Stand(body)
}

function entryOf(about: Asking, exchange: Exchange, head: AnswerHead, directives: Directives): Omit<Stored, 'body'> {
  const bornAt = exchange.now - ageOf(head)
  const freshUntil = bornAt + lifetimeOf(head, directives, exchange.now)
  const unkept = new Set(['age', 'content-length'])
  const fields = head.fields.filter((_, index) => !unkept.has((head.fields[index - (index % 2)] ?? '').toLowerCase()))
  return {
    status: head.status,
    fields,
    etag: head.get('etag'),
    lastModified: head.get('last-modified'),
    who: about.who,
    varied: variedBy(head.get('vary'), exchange),
    bornAt,
    freshUntil,
    staleUntil: freshUntil + staleFor(directives, 'stale-while-revalidate'),
    spareUntil: freshUntil + staleFor(directives, 'stale-if-error'),
  }
}

/** `must-revalidate` and its like forbid it (RFC 9111 section 5.2.2). */
function staleFor(directives: Directives, name: string): number {
  if (['must-revalidate', 'proxy-revalidate', 's-maxage'].some((name) => directives.has(name))) return 0
  return (secondsOf(directives, name) ?? 0) * 1000
}

function ageOf(head: AnswerHead): number {
  const age = head.get('age') ?? ''
  return /^\d{1,10}$/.test(age) ? Number(age) * 1000 : 0
}

function replyWith(stored: Stored, exchange: Exchange): Reply {
  const age = Math.max(0, Math.floor((exchange.now - stored.bornAt) / 1000))
  const fields = [...stored.fields, 'age', String(age)]
  if (stored.status === 200 && isUnchanged(stored, exchange)) return { status: 304, fields, body: nothing }
  return { status: stored.status, fields, body: stored.body }
}

const nothing = Buffer.alloc(0)

/** RFC 9110 section 13.2.2: a tag outranks a date. */
function isUnchanged({ etag, lastModified }: Stored, { headers }: Exchange): boolean {
  const tags = headers['if-none-match']
  if (tags !== undefined) {
    const strong = (tag: string) => tag.trim().replace(/^W\//, '')
    return tags.trim() === '*' || (etag !== undefined && tags.split(',').some((tag) => strong(tag) === strong(etag)))
  }
  const since = headers['if-modified-since']
  return since !== undefined && Date.parse(lastModified ?? '') <= Date.parse(since)
}

/**
 * Fields by which some upstreams answer as if another method or address had been asked for: what they change is not in the address
 * that an answer is kept by, so such requests pass by the cache.
 */
const unkeyed = [
  ...['x-http-method', 'x-http-method-override', 'x-method-override', 'x-original-url', 'x-rewrite-url'],
  ...['x-original-host', 'x-host', 'x-original-uri'],
]
/** Whoever sends one of these gets no answer that was kept. */
const uncacheable = [...unkeyed, 'range', 'if-match', 'if-range', 'if-unmodified-since', 'upgrade']

function isCacheable({ method, headers, hasBody }: Exchange): boolean {
  if ((method !== 'GET' && method !== 'HEAD') || hasBody) return false
  for (const name of uncacheable) if (headers[name] !== undefined) return false
  return true
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || method === 'TRACE'
}

function provesItself({ caller, headers }: Exchange): boolean {
  return caller !== null || headers.authorization !== undefined || headers.cookie !== undefined
}

/** A consumer may act for many people: its token and cookies say for whom. */
function whoOf({ caller, headers }: Exchange): string {
  const { authorization = '', cookie = '' } = headers
  if (authorization === '' && cookie === '') return caller?.consumer ?? ''
  const personal = createHash('sha256')
    .update(JSON.stringify([authorization, cookie]))
    .digest('base64url')
  return `${caller?.consumer ?? ''} ${personal}`
}

function addressOf({ target: { authority, path, query } }: Exchange): string {
  return `${authority.toLowerCase()}${path}${query}`
}
