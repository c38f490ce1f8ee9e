import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import tls from 'node:tls'
import { startGateway } from '#gateway/gateway.ts'
import { snapshotText } from '#snapshot/canonical.ts'
import { snapshotUnreadable } from '#snapshot/errors.ts'
import { scratchFolder } from '../../git/scratch.ts'
import { newIdentity } from '../identity.ts'
import {
  contentOf,
  key,
  memorySource,
  routeOf,
  send,
  shopWith,
  snapshotOf,
  startStage,
  startUpstream,
} from '../stage.ts'
import { inWorkers, until } from './fleet-stage.ts'

interface WorkerLine {
  readonly worker: number
  readonly pid: number
  readonly digest: string
}

/** Two workers in front of an upstream that says `hello`; `connect` opens callers' connections, which go to the workers in turn. */
async function startFleetStage(t: TestContext, options: Parameters<typeof startStage>[2] = {}) {
  const origin = await startUpstream(t, (_, response) => response.end('hello'))
  const stage = await startStage(t, contentOf([origin]), { ...inWorkers(), ...options })
  const workers = async () => (await stage.config())['workers'] as WorkerLine[]
  return { ...stage, origin, workers }
}

/** A caller that keeps its connection, and so its worker. */
function caller(t: TestContext, port: number) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  t.after(() => agent.destroy())
  return async (path = '/api/x', headers: http.OutgoingHttpHeaders = {}) => {
    const request = http.get({ host: '127.0.0.1', port, path, agent, headers })
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    let text = ''
    for await (const chunk of response.setEncoding('utf8')) text += chunk
    return { status: response.statusCode, text }
  }
}

test('connections go to the workers in turn, and one scrape counts the requests of all', async (t) => {
  const stage = await startFleetStage(t)
  const callers = Array.from({ length: 8 }, () => caller(t, stage.port))
  for (const call of callers) for (let n = 0; n < 3; n++) assert.equal((await call()).text, 'hello')
  const metrics = await (await stage.admin('/metrics')).text()
  assert.match(metrics, /^apigov_gateway_requests_total\{route="api\/v1 \*",status="200"\} 24$/m)
  assert.match(metrics, /^apigov_gateway_request_duration_seconds_count\{api="api"\} 24$/m)
  assert.match(metrics, /^apigov_gateway_request_duration_seconds_bucket\{le="\+Inf",api="api"\} 24$/m)
  assert.match(metrics, /^apigov_gateway_snapshot_sequence 1$/m)
  assert.match(metrics, /^apigov_gateway_routes 1$/m)
  assert.match(metrics, /^apigov_gateway_workers 2$/m)
  assert.equal(metrics.match(/^# HELP apigov_gateway_requests_total/gm)?.length, 1)
  const [one, other, ...rest] = await stage.workers()
  const { digest } = snapshotOf(contentOf([stage.origin]))
  assert.deepEqual([one?.worker, other?.worker, one?.digest, other?.digest], [1, 2, digest, digest])
  assert.notEqual(one?.pid, other?.pid)
  assert.deepEqual(rest, [])
})

test('a snapshot is served by all workers, from the next request on', async (t) => {
  const stage = await startFleetStage(t)
  const next = await startUpstream(t, (_, response) => response.end('new'))
  const callers = Array.from({ length: 4 }, () => caller(t, stage.port))
  for (const call of callers) assert.equal((await call()).text, 'hello')
  const content = contentOf([next], { routes: [routeOf({ semver: '2.0.0' })] })
  await stage.offer(snapshotOf(content, { sequence: 2 }))
  for (const call of callers) assert.equal((await call()).text, 'new')
  const { digest } = snapshotOf(content)
  assert.deepEqual(
    (await stage.workers()).map((worker) => worker.digest),
    [digest, digest],
  )
})

test('a snapshot that changes some entries of a long list reaches the workers as it is', async (t) => {
  const stage = await startFleetStage(t)
  const routes = (semver: (n: number) => number) =>
    Array.from({ length: 40 }, (_, n) =>
      routeOf({
        id: `a${String(n).padStart(2, '0')}/v1 *`,
        path: `/a${n}/*`,
        basePath: `/a${n}`,
        upstreamPath: `/at${n}/${semver(n)}`,
      }),
    )
  const origin = await startUpstream(t, (request, response) => response.end(request.url))
  const call = caller(t, stage.port)
  const offered: [number, ReturnType<typeof routes>][] = [
    [2, routes(() => 0)],
    [3, routes((n) => (n % 7 === 0 ? 1 : 0))],
    [4, routes((n) => (n % 7 === 0 ? 1 : 0)).filter((_, n) => n % 5 !== 0)],
    [5, routes((n) => (n === 39 ? 2 : 0))],
  ]
  for (const [sequence, list] of offered) {
    await stage.offer(snapshotOf(contentOf([origin], { routes: list }), { sequence }))
    for (let n = 0; n < 40; n++) {
      const route = list.find(({ path }) => path === `/a${n}/*`)
      const { status, text } = await call(`/a${n}/x`)
      assert.deepEqual([status, status === 200 ? text : ''], route ? [200, `${route.upstreamPath}/x`] : [404, ''])
    }
  }
})

test('what one worker refuses is served by none', async (t) => {
  const stage = await startFleetStage(t)
  const routes = [routeOf(), routeOf({ id: 'b/v1 *' })]
  await stage.offer(snapshotOf(contentOf([stage.origin], { routes }), { sequence: 2 }))
  const config = await stage.config()
  assert.match((config['refused'] as { reason: string }).reason, /answers the same requests as another one$/)
  assert.equal(config['sequence'], 1)
  const { digest } = snapshotOf(contentOf([stage.origin]))
  assert.deepEqual(
    (await stage.workers()).map((worker) => worker.digest),
    [digest, digest],
  )
  for (let n = 0; n < 4; n++) assert.equal((await send(stage.port, '/api/x')).text, 'hello')
  // What comes right again is right again.
  await stage.offer(snapshotOf(contentOf([stage.origin], { routes: [routeOf({ semver: '1.1.0' })] }), { sequence: 3 }))
  assert.equal((await stage.config())['sequence'], 3)
})

test('what the first process refuses no worker sees, and all serve on', async (t) => {
  const stage = await startFleetStage(t)
  const good = contentOf([stage.origin])
  const open = (changes: Parameters<typeof routeOf>[0]) => ({ ...good, routes: [routeOf(changes)] })
  await stage.offer(snapshotOf(good, { sequence: 5 }))
  const refusals: [Parameters<typeof stage.offer>[0], RegExp][] = [
    [snapshotText(snapshotOf(good, { sequence: 9 })).slice(0, -20), /not JSON/],
    [snapshotText(snapshotOf(good, { sequence: 9 })).replace('1.0.0', '1.0.1'), /does not match its digest/],
    ['{"format":2,"sequence":9}', /format `2`/],
    [snapshotOf(open({ semver: '0.9.0' }), { sequence: 4 }), /has sequence `4`, and `5` is served already/],
    [snapshotOf(open({ upstream: 'api/gone' }), { sequence: 9 }), /which is not there/],
    [snapshotOf(open({ plugins: [{ id: 'telepathy', config: {} }] }), { sequence: 9 }), /does not have/],
    [snapshotOf(open({ auth: { kind: 'any', methods: ['jwt'] } }), { sequence: 9 }), /load without its security/],
    [snapshotUnreadable('memory', 'gone'), /cannot be read: gone/],
  ]
  const { digest } = snapshotOf(good)
  for (const [offer, reason] of refusals) {
    await stage.offer(offer)
    const config = await stage.config()
    assert.match((config['refused'] as { reason: string }).reason, reason)
    assert.deepEqual([config['sequence'], config['digest']], [5, digest])
    assert.deepEqual(
      (await stage.workers()).map((worker) => worker.digest),
      [digest, digest],
    )
    assert.equal((await send(stage.port, '/api/x')).text, 'hello')
  }
  assert.match(await (await stage.admin('/metrics')).text(), /snapshots_total\{outcome="refused"\} 8$/m)
})

test('under steady traffic no request of any worker fails while snapshots change', async (t) => {
  const origins = await Promise.all(['a', 'b'].map((name) => startUpstream(t, (_, response) => response.end(name))))
  const stage = await startStage(t, contentOf(origins.slice(0, 1)), inWorkers())
  const answers = new Set<string>()
  let reloading = true
  const calling = Array.from({ length: 6 }, async () => {
    const call = caller(t, stage.port)
    while (reloading) {
      const { status, text } = await call()
      answers.add(`${status} ${text}`)
    }
  })
  const call = caller(t, stage.port)
  for (let sequence = 2; sequence <= 12; sequence++) {
    await stage.offer(snapshotOf(contentOf([origins[sequence % 2] ?? '']), { sequence }))
    assert.equal((await call()).text, sequence % 2 === 0 ? 'a' : 'b')
  }
  reloading = false
  await Promise.all(calling)
  assert.deepEqual([...answers].sort(), ['200 a', '200 b'])
})

test('a start with no source serves the last good snapshot in all workers', async (t) => {
  const dataDir = scratchFolder(t)
  const first = await startFleetStage(t, { dataDir })
  await first.gateway.close(0)
  const { source } = memorySource(snapshotUnreadable('memory', 'gone'))
  const second = await startGateway({ source, host: '127.0.0.1', port: 0, adminPort: 0, dataDir, ...inWorkers() })
  t.after(() => second.close(0))
  for (let n = 0; n < 4; n++) assert.equal((await send(second.port, '/api/x')).text, 'hello')
})

/** A connection whose worker has answered one request and has half of another; what comes when it gets the rest. */
async function holdConnection(port: number): Promise<() => Promise<string>> {
  const socket = net.connect(port, '127.0.0.1')
  socket.write('GET /api/x HTTP/1.1\r\nhost: a\r\n\r\n')
  await once(socket, 'data')
  socket.write('GET /api/x HTTP/1.1\r\nhost: a\r\n')
  const end = new Promise<string>((resolve) => {
    socket.on('error', () => resolve('broken'))
    socket.on('close', () => resolve('broken'))
    socket.on('data', (bytes) => resolve(String(bytes).slice(9, 12)))
  })
  return () => {
    if (socket.writable) socket.write('\r\n')
    return end.finally(() => socket.destroy())
  }
}

test('a worker that is killed costs its own connections, is told, counted and replaced by one that serves the same', async (t) => {
  const stage = await startFleetStage(t, { dataDir: scratchFolder(t) })
  await stage.offer(snapshotOf(contentOf([stage.origin], { routes: [routeOf({ semver: '2.0.0' })] }), { sequence: 2 }))
  const callers = Array.from({ length: 6 }, () => caller(t, stage.port))
  for (const call of callers) await call()
  await stage.admin('/metrics')
  const [victim, other] = await stage.workers()
  // A connection of each in the middle of its second request.
  const held = [await holdConnection(stage.port), await holdConnection(stage.port)]
  process.kill(victim?.pid ?? 0, 'SIGKILL')
  await until(() => stage.lines.some((line) => line.includes('ended (SIGKILL)')))
  assert.deepEqual((await Promise.all(held.map((finish) => finish()))).sort(), ['200', 'broken'])
  for (let n = 0; n < 6; n++) assert.equal((await send(stage.port, '/api/x')).text, 'hello')
  await until(async () => (await stage.workers()).length === 2)
  const [replacement, same] = await stage.workers()
  assert.deepEqual([replacement?.worker, replacement?.digest], [1, other?.digest])
  assert.notEqual(replacement?.pid, victim?.pid)
  assert.equal(same?.pid, other?.pid)
  const metrics = await (await stage.admin('/metrics')).text()
  assert.match(metrics, /^apigov_gateway_workers_ended_total 1$/m)
  // What the dead one had counted when it was last asked stays counted.
  const counted = Number(/^apigov_gateway_requests_total\{.*status="200"\} (\d+)$/m.exec(metrics)?.[1])
  assert(counted >= 12, metrics)
})

test('a worker that ends while it compiles does not let a good snapshot be refused', async (t) => {
  const stage = await startFleetStage(t)
  const routes = Array.from({ length: 5_000 }, (_, n) =>
    routeOf({ id: `a${String(n).padStart(5, '0')}/v1 *`, path: `/a${n}/*`, basePath: `/a${n}` }),
  )
  const [victim] = await stage.workers()
  const offered = stage.offer(snapshotOf(contentOf([stage.origin], { routes }), { sequence: 2 }))
  process.kill(victim?.pid ?? 0, 'SIGKILL')
  await offered
  assert.deepEqual([(await stage.config())['refused'], (await stage.config())['sequence']], [null, 2])
  for (let n = 0; n < 4; n++) assert.equal((await send(stage.port, '/a4999/x')).text, 'hello')
})

test('a worker that ends as soon as it begins is begun again ever more seldom', async (t) => {
  const stage = await startFleetStage(t)
  for (let n = 0; n < 3; n++) {
    const [victim] = await stage.workers()
    process.kill(victim?.pid ?? 0, 'SIGKILL')
    await until(async () => {
      const [first, ...rest] = await stage.workers()
      return rest.length === 1 && first?.pid !== victim?.pid
    })
  }
  const pauses = stage.lines.flatMap((line) => /^worker 1 .* another one begins (.*)$/.exec(line)?.[1] ?? [])
  assert.deepEqual(pauses, ['now', 'in 0.1 s', 'in 0.2 s'])
})

const adminToken = '0123456789abcdef-of-the-operators'

test('what is denied is refused by every worker when the answer comes, and by those that begin later', async (t) => {
  const stage = await startFleetStage(t, { adminToken, dataDir: scratchFolder(t) })
  const headers = { authorization: `Bearer ${adminToken}` }
  const callers = Array.from({ length: 4 }, () => caller(t, stage.port))
  for (const call of callers) assert.equal((await call()).status, 200)
  assert.equal((await stage.admin('/denylist/address/127.0.0.1', { method: 'PUT', headers })).status, 200)
  for (const call of callers) assert.equal((await call()).status, 403)
  const config = async () => (await (await stage.admin('/config', { headers })).json()) as { workers: WorkerLine[] }
  const [victim] = (await config()).workers
  process.kill(victim?.pid ?? 0, 'SIGKILL')
  await until(async () => {
    const { workers } = await config()
    return workers.length === 2 && workers[0]?.pid !== victim?.pid
  })
  for (let n = 0; n < 4; n++) assert.equal((await send(stage.port, '/api/x')).status, 403)
  assert.equal((await stage.admin('/denylist/address/127.0.0.1', { method: 'DELETE', headers })).status, 200)
  for (let n = 0; n < 4; n++) assert.equal((await send(stage.port, '/api/x')).status, 200)
})

test('a purge empties the caches of all workers', async (t) => {
  let asked = 0
  const origin = await startUpstream(t, (_, response) => {
    asked += 1
    response.setHeader('cache-control', 'max-age=60').end('kept')
  })
  const content = contentOf([origin], { routes: [routeOf({ plugins: [{ id: 'cache', config: {} }] })] })
  const stage = await startStage(t, content, { adminToken, ...inWorkers() })
  const callers = Array.from({ length: 4 }, () => caller(t, stage.port))
  for (const call of [...callers, ...callers]) assert.equal((await call()).text, 'kept')
  assert.equal(asked, 2)
  const headers = { authorization: `Bearer ${adminToken}` }
  const purged = await stage.admin('/cache/purge', { method: 'POST', headers })
  assert.deepEqual(await purged.json(), { purged: 2 })
  for (const call of callers) await call()
  assert.equal(asked, 4)
})

test('a plan of 100 requests lets 100 through, whichever workers they come to', async (t) => {
  const origin = await startUpstream(t, (_, response) => response.end('hello'))
  const content = contentOf([origin], {
    routes: [routeOf({ auth: { kind: 'any', methods: ['api-key'] } })],
    consumers: [shopWith(key)],
    plans: [{ id: 'gold', limits: [{ requests: 100, per: 'month', burst: 100 }] }],
  })
  const stage = await startStage(t, content, inWorkers())
  const callers = Array.from({ length: 4 }, () => caller(t, stage.port))
  const statuses: number[] = []
  const together = async (each: number) => {
    const called = callers.map(async (call) => {
      for (let n = 0; n < each; n++) statuses.push((await call('/api/x', { 'x-api-key': key.key })).status ?? 0)
    })
    await Promise.all(called)
  }
  await together(40)
  const passed = () => statuses.filter((status) => status === 200).length
  assert(passed() >= 94 && passed() <= 100, `${passed()} of 100`)
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 150))
    await together(3)
  }
  assert.equal(passed(), 100)
  assert.deepEqual(new Set(statuses), new Set([200, 429]))
})

// Workers were not told of the traffic log, and nobody noticed.
test('all workers write whole lines to one access log, and to one traffic log', async (t) => {
  const [accessLog, trafficLog] = ['access.log', 'traffic.log'].map((name) => join(scratchFolder(t), name))
  assert(accessLog && trafficLog)
  const stage = await startFleetStage(t, { accessLog, trafficLog: { path: trafficLog } })
  const callers = Array.from({ length: 8 }, () => caller(t, stage.port))
  await Promise.all(
    callers.map(async (call, who) => {
      for (let n = 0; n < 250; n++) await call(`/api/${who}/${'x'.repeat(400)}/${n}`)
    }),
  )
  await stage.gateway.close()
  const lines = readFileSync(accessLog, 'utf8').trimEnd().split('\n')
  const paths = new Set(lines.map((line) => (JSON.parse(line) as { path: string }).path))
  assert.deepEqual([lines.length, paths.size], [2_000, 2_000])
  assert.equal(readFileSync(trafficLog, 'utf8').trimEnd().split('\n').length, 2_000)
})

// Who connected while the workers were told to close was handed to one that no longer listened, and heard nothing until it ended.
test('closing lets requests in flight at any worker finish, and ends all workers', async (t) => {
  const waiting: http.ServerResponse[] = []
  const begun = Promise.withResolvers<void>()
  const origin = await startUpstream(t, (_, response) => {
    // A worker that has not heard yet that it closes takes what is asked below: that is answered at once.
    if (waiting.length === 4) response.end('not yet closed')
    else if (waiting.push(response) === 4) begun.resolve()
  })
  const stage = await startStage(t, contentOf([origin]), inWorkers())
  const workers = (await stage.config())['workers'] as WorkerLine[]
  const inFlight = Array.from({ length: 4 }, () => send(stage.port, '/api/x'))
  await begun.promise
  const closed = stage.gateway.close(60_000)
  await until(() =>
    send(stage.port, '/api/x').then(
      () => false,
      () => true,
    ),
  )
  for (const response of waiting) response.end('in time')
  assert.deepEqual(
    (await Promise.all(inFlight)).map(({ text }) => text),
    new Array(4).fill('in time'),
  )
  await closed
  for (const { pid } of workers) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
})

test('what keeps workers from beginning is told as it is with one process', async (t) => {
  const content = contentOf(['http://127.0.0.1:9'])
  const { source } = memorySource(snapshotText(snapshotOf(content)))
  const options = { source, host: '127.0.0.1', port: 0, adminPort: 0 }
  const folder = scratchFolder(t)
  const module = join(folder, 'broken.mjs')
  writeFileSync(module, 'throw new Error("not today")')
  await assert.rejects(startGateway({ ...options, ...inWorkers({ pluginModules: [module] }) }), {
    code: 'APIGOV_GATEWAY_PLUGIN_UNUSABLE',
    message: `The plugin \`${module}\` cannot be used: not today`,
  })
  await assert.rejects(startGateway({ ...options, accessLog: join(folder, 'no/such/file'), ...inWorkers() }), {
    code: 'APIGOV_GATEWAY_ACCESS_LOG_UNWRITABLE',
  })
  const taken = net.createServer().listen(0, '127.0.0.1')
  t.after(() => taken.close())
  await once(taken, 'listening')
  const { port } = taken.address() as net.AddressInfo
  await assert.rejects(startGateway({ ...options, port, ...inWorkers() }), { code: 'APIGOV_GATEWAY_CANNOT_LISTEN' })
})

test('a new certificate is shown by every worker, those that begin later among them', async (t) => {
  const [first, second] = [newIdentity(), newIdentity()]
  const stage = await startFleetStage(t, { tls: first })
  const shown = async (): Promise<string> => {
    const socket = tls.connect({ port: stage.port, host: 'localhost', ca: [first.cert, second.cert] })
    await once(socket, 'secureConnect')
    const raw = socket.getPeerCertificate().raw
    socket.destroy()
    return raw.equals(new X509Certificate(second.cert).raw) ? 'second' : 'first'
  }
  const shownByAll = async () => new Set(await Promise.all(Array.from({ length: 8 }, shown)))
  assert.deepEqual(await shownByAll(), new Set(['first']))
  await stage.gateway.secure(second)
  assert.deepEqual(await shownByAll(), new Set(['second']))
  const [worker] = await stage.workers()
  process.kill(worker?.pid ?? 0, 'SIGKILL')
  await until(async () => {
    const pids = (await stage.workers()).map(({ pid }) => pid)
    return pids.length === 2 && !pids.includes(worker?.pid ?? 0)
  })
  assert.deepEqual(await shownByAll(), new Set(['second']))
  await assert.rejects(stage.gateway.secure({ ...second, key: first.key }), { code: 'APIGOV_GATEWAY_TLS_UNUSABLE' })
  assert.deepEqual(await shownByAll(), new Set(['second']))
})
