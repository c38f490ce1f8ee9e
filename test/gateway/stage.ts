/** What gateway tests stand on: real upstreams, a real gateway on free ports, a snapshot that a test can change, a raw client. */
import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { Exchange } from '#gateway/exchange.ts'
import { type GatewayOptions, startGateway } from '#gateway/gateway.ts'
import { RequestFields } from '#gateway/request-fields.ts'
import { type ApiKey, generateApiKey } from '#snapshot/api-key.ts'
import { digestOf, snapshotText } from '#snapshot/canonical.ts'
import type { Route, Snapshot, SnapshotContent } from '#snapshot/snapshot.ts'
import type { SnapshotSource } from '#snapshot/source.ts'

/** An open prefix route `/api` to upstream `api/main`, changed as the test likes. */
export function routeOf(changes: Partial<Route> = {}): Route {
  return {
    id: 'api/v1 *',
    api: 'api',
    version: 'v1',
    semver: '1.0.0',
    hosts: [],
    method: '*',
    path: '/api/*',
    basePath: '/api',
    upstreamPath: '/',
    upstream: 'api/main',
    auth: { kind: 'none' },
    plugins: [],
    ...changes,
  }
}

/** Content with one upstream `api/main` of these targets (all of weight 1), and what the test says beyond. */
export function contentOf(targets: readonly string[], changes: Partial<SnapshotContent> = {}): SnapshotContent {
  return {
    routes: [routeOf()],
    upstreams: [{ id: 'api/main', targets: targets.map((url) => ({ url, weight: 1 })), health: null }],
    consumers: [],
    plans: [],
    issuers: [],
    ...changes,
  }
}

export function snapshotOf(content: SnapshotContent, changes: Partial<Snapshot> = {}): Snapshot {
  const envelope = { format: 1, environment: 'prod', sequence: 1, commit: 'c0ffee' } as const
  return { ...envelope, digest: digestOf(content), signature: null, content, ...changes }
}

/** A GET of `/api/x` from 10.0.0.1 that nobody has looked at yet, changed as the test likes. */
export function exchangeOf(changes: Partial<Exchange> = {}): Exchange {
  return {
    method: 'GET',
    target: { host: 'a.example', authority: 'a.example', path: '/api/x', query: '' },
    keys: [],
    headers: {},
    fields: new RequestFields([]),
    address: '10.0.0.1',
    certificate: null,
    now: 0,
    caller: null,
    claims: [],
    answerHeaders: {},
    bodyLimit: Number.POSITIVE_INFINITY,
    hasBody: false,
    readBody: async () => Buffer.alloc(0),
    askInBackground: () => undefined,
    atEnd: () => undefined,
    ...changes,
  }
}

/** A consumer `shop` with this key and a grant for `api/v1` on plan `gold`. */
export function shopWith(key: ApiKey, expires: string | null = null) {
  return {
    id: 'shop',
    keys: [{ id: 'k1', prefix: key.prefix, hash: key.hash, expires }],
    tokens: [],
    grants: [{ api: 'api', version: 'v1', plan: 'gold', expires: null }],
  }
}

/** The fake of the port: holds a text, and says when it changed. */
export function memorySource(text: string | Error) {
  let current = text
  const watchers = new Set<() => void>()
  const source: SnapshotSource = {
    name: 'memory',
    async read() {
      if (current instanceof Error) throw current
      return Buffer.from(current)
    },
    watch(changed) {
      watchers.add(changed)
      return () => watchers.delete(changed)
    },
  }
  return {
    source,
    watchers,
    set(next: string | Error) {
      current = next
      for (const changed of watchers) changed()
    },
  }
}

/** A gateway on free ports over this content; `offer` gives it a new snapshot and waits until it is served or refused. */
export async function startStage(t: TestContext, content: SnapshotContent, options: Partial<GatewayOptions> = {}) {
  const memory = memorySource(snapshotText(snapshotOf(content)))
  const lines: string[] = []
  const log = (line: string) => void lines.push(line)
  const gateway = await startGateway({
    source: memory.source,
    host: '127.0.0.1',
    port: 0,
    adminPort: 0,
    log,
    ...options,
  })
  t.after(() => gateway.close(100))
  const admin = async (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${gateway.adminPort}${path}`, init)
  return {
    gateway,
    memory,
    lines,
    port: gateway.port,
    admin,
    config: async () => (await admin('/config')).json() as Promise<Record<string, unknown>>,
    async offer(snapshot: Snapshot | string | Error) {
      const text = typeof snapshot === 'string' || snapshot instanceof Error ? snapshot : snapshotText(snapshot)
      memory.set(text)
      await gateway.look()
    },
  }
}

/** A real server on a free port; answers its origin. */
export async function startUpstream(t: TestContext, listener: http.RequestListener): Promise<string> {
  const server = http.createServer(listener)
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An origin where nothing listens. */
export async function closedOrigin(): Promise<string> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

export interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly trailers: NodeJS.Dict<string>
  readonly text: string
}

/** One request over a connection of its own, the path sent as it is written. */
export async function send(
  port: number,
  path: string,
  options: { method?: string; headers?: http.OutgoingHttpHeaders; body?: string } = {},
): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options
  const request = http.request({ host: '127.0.0.1', port, path, method, headers, agent: false })
  request.end(body)
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  response.setEncoding('utf8')
  let text = ''
  for await (const chunk of response) text += chunk
  const { statusCode = 0, rawHeaders, trailers } = response
  return { status: statusCode, headers: response.headers, rawHeaders, trailers, text }
}

/** Writes bytes and answers everything that came back until the other side closed (or `until` was seen). */
export async function raw(port: number, text: string, until?: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1')
  socket.setEncoding('latin1')
  socket.write(text, 'latin1')
  let answer = ''
  try {
    for await (const chunk of socket) {
      answer += chunk
      if (until !== undefined && answer.includes(until)) break
    }
  } catch {
    answer += '<reset>'
  }
  socket.destroy()
  return answer
}

export const key = generateApiKey()
