import { createHash, timingSafeEqual } from 'node:crypto'
import { BlockList, isIP } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { ApigovError } from '../base/errors.ts'
import { type Denied, type DeniedState, type Denylist, faultOf } from './denylist.ts'
import type { Plane } from './plane.ts'
import type { Reloader } from './reload.ts'

export interface Administered {
  readonly reloader: Reloader
  readonly plane: Plane
  readonly node: string
  /** `null`: anybody who reaches the port may read, and nobody may change what is served. */
  readonly token: string | null
  readonly denylist: {
    readonly list: Denylist
    states(): readonly DeniedState[]
    now(): number
    /** Told of each change, a line for the log. */
    changed(line: string): void
  }
}

/**
 * The operator's port, apart from the traffic's: `/health` (the process lives), `/ready` (it has something to serve), `/config`
 * (what), `/metrics` (Prometheus), `POST /nudge` (look for a new snapshot now), `/denylist`, `/cache/purge`. Holds no secrets. Only
 * `/health` and `/ready` are open where there is a token; where there is none, the port is on loopback and reads are open.
 */
export function createAdmin(administered: Administered): FastifyInstance {
  const { reloader, plane, node, token, denylist } = administered
  const app = Fastify({ logger: false, bodyLimit: 16_384 })
  const isShown = token === null ? () => false : comparisonWith(token)

  app.addHook('onRequest', async (request, reply) => {
    if (['/health', '/ready'].includes(request.routeOptions.url ?? '')) return
    const shown = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === null) return withoutToken(request, reply)
    if (shown === undefined || !isShown(shown))
      return reply
        .code(401)
        .header('www-authenticate', 'Bearer realm="apigov-admin"')
        .send({ message: 'Show the admin token of this gateway as bearer token.' })
  })

  app.get('/health', async () => ({ status: 'live', node }))
  app.get('/ready', async (_request, reply) => {
    const serving = reloader.serving()
    if (serving === null) return reply.code(503).send({ status: 'no snapshot' })
    return { status: 'ready', sequence: serving.sequence }
  })
  app.get('/config', async () => {
    const serving = reloader.serving()
    const workers = await plane.workers()
    return {
      node,
      environment: serving?.environment ?? null,
      sequence: serving?.sequence ?? null,
      digest: serving?.digest ?? null,
      commit: serving?.commit ?? null,
      routes: reloader.content()?.routes.length ?? 0,
      refused: reloader.refused(),
      ...(workers !== null && { workers }),
      denied: denylist.states(),
      issuers: (await plane.issuers()).map(({ fetched, ...state }) => ({
        ...state,
        fetched: fetched === null ? null : new Date(fetched).toISOString(),
      })),
    }
  })
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await plane.scrape()
    return reply.header('content-type', contentType).send(text)
  })
  app.post('/nudge', async (_request, reply) => {
    void reloader.look()
    return reply.code(202).send({ status: 'looking' })
  })
  app.post<{ Querystring: { host?: string; prefix?: string } }>('/cache/purge', async ({ query }) => ({
    purged: await plane.purge(query.host?.toLowerCase(), query.prefix ?? '/'),
  }))
  serveDenylist(app, denylist)
  return app
}

type EntryRequest = { Params: { readonly kind: string; '*': string }; Body: { readonly reason?: unknown } | undefined }

/** `PUT` and `DELETE /denylist/<kind>/<value>`; the value as it is, escaped as in any path. */
function serveDenylist(app: FastifyInstance, { list, states, now, changed }: Administered['denylist']): void {
  app.get('/denylist', async () => ({ denied: states() }))
  app.put<EntryRequest>('/denylist/:kind/*', async ({ params, body }, reply) => {
    const entry = { kind: params.kind as Denied['kind'], value: params['*'] }
    const fault = faultOf(entry.kind, entry.value)
    if (fault !== null) return reply.code(400).send({ message: `This cannot be denied: ${fault}.` })
    const reason = typeof body?.reason === 'string' ? body.reason.slice(0, 500) : ''
    try {
      await list.deny({ ...entry, reason }, now())
    } catch (thrown) {
      if (!(thrown instanceof ApigovError)) throw thrown
      changed(`denied ${lineOf(entry)} until the next start: ${thrown.message}`)
      return reply.code(507).send({ message: `Denied until the next start: ${thrown.message}. ${thrown.hint}` })
    }
    changed(`denied ${lineOf(entry)}${reason === '' ? '' : `: ${printable(reason)}`}`)
    return { denied: states() }
  })
  app.delete<EntryRequest>('/denylist/:kind/*', async ({ params }, reply) => {
    const entry = { kind: params.kind as Denied['kind'], value: params['*'] }
    if (!(await list.allow(entry.kind, entry.value)))
      return reply.code(404).send({ message: 'Nothing of this kind and value is denied.' })
    changed(`allowed ${lineOf(entry)} again`)
    return { denied: states() }
  })
}

function lineOf({ kind, value }: Pick<Denied, 'kind' | 'value'>): string {
  return `${kind} \`${printable(value)}\``
}

/** For the log, which is a line each. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, ' ')
}

/** Without a token, a web page must not be able to ask through a browser on this machine (DNS rebinding), and nothing can be changed. */
function withoutToken(request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  if (!isIpOrLocalhost(request.hostname))
    return reply
      .code(403)
      .send({ message: 'Ask by the address of this machine, or start the gateway with an admin token.' })
  if (/^\/(?:denylist|cache)/.test(request.routeOptions.url ?? '') && request.method !== 'GET')
    return reply
      .code(403)
      .send({ message: 'Start the gateway with --admin-token-file or APIGOV_ADMIN_TOKEN to deny or purge anything.' })
  return undefined
}

function isIpOrLocalhost(hostname: string): boolean {
  return hostname === 'localhost' || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0
}

/** Takes the same time whatever was shown. */
function comparisonWith(token: string): (shown: string) => boolean {
  const digestOf = (text: string) => createHash('sha256').update(text).digest()
  const expected = digestOf(token)
  return (shown) => timingSafeEqual(digestOf(shown), expected)
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether only this machine reaches a server that listens on `host`. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true
  const version = isIP(host)
  return version !== 0 && loopback.check(host, version === 6 ? 'ipv6' : 'ipv4')
}
