import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import test from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type Heartbeat, heartbeat } from '#snapshot/heartbeat.ts'
import { contentOf, send, snapshotOf, startStage, startUpstream } from './stage.ts'

test('the admin port says that it lives, that it is ready, and what it serves', async (t) => {
  const content = contentOf(['http://127.0.0.1:9'])
  const { admin, config } = await startStage(t, content)
  const { node, ...served } = await config()
  assert.match(String(node), /-[0-9a-f]{8}$/)
  const { digest } = snapshotOf(content)
  assert.deepEqual(served, {
    environment: 'prod',
    sequence: 1,
    digest,
    commit: 'c0ffee',
    routes: 1,
    refused: null,
    denied: [],
    issuers: [],
  })
  assert.deepEqual(await (await admin('/health')).json(), { status: 'live', node })
  assert.deepEqual(await (await admin('/ready')).json(), { status: 'ready', sequence: 1 })
})

test('a nudge makes it look for a new snapshot', async (t) => {
  const stage = await startStage(t, contentOf(['http://127.0.0.1:9']))
  const { watchers } = stage.memory
  watchers.clear() // nobody else will tell
  stage.memory.set(JSON.stringify(snapshotOf(contentOf(['http://127.0.0.1:10']), { sequence: 4 })))
  assert.equal((await stage.admin('/nudge', { method: 'POST' })).status, 202)
  await stage.gateway.look() // joins the look that the nudge began
  assert.equal((await stage.config())['sequence'], 4)
})

test('metrics count requests by route and status, and what callers make up is no label', async (t) => {
  const origin = await startUpstream(t, (_, response) => response.end('ok'))
  const { port, admin } = await startStage(t, contentOf([origin]))
  for (const path of ['/api/a', '/api/b?x', '/made-up', '/api/%zz']) await send(port, path)
  const text = await (await admin('/metrics')).text()
  assert.deepEqual(text.match(/^apigov_gateway_requests_total\{.*$/gm)?.sort(), [
    'apigov_gateway_requests_total{route="api/v1 *",status="200"} 2',
    'apigov_gateway_requests_total{route="none",status="400"} 1',
    'apigov_gateway_requests_total{route="none",status="404"} 1',
  ])
  assert.match(text, /^apigov_gateway_request_duration_seconds_count\{api="api"\} 2$/m)
  assert.match(text, /^apigov_gateway_requests_in_flight 0$/m)
  assert.match(text, /^apigov_gateway_snapshot_sequence 1$/m)
})

/** An App that keeps what nodes tell it; `next` waits for the next that fits. */
async function startApp(t: test.TestContext) {
  const beats: Heartbeat[] = []
  const waiting = new Set<() => void>()
  let status = 204
  const origin = await startUpstream(t, async (request, response) => {
    assert.deepEqual([request.method, request.url], ['POST', '/app/nodes'])
    assert.equal(request.headers.authorization, 'Bearer s3cret')
    let body = ''
    for await (const chunk of request) body += chunk
    beats.push(heartbeat.parse(JSON.parse(body)))
    response.writeHead(status).end()
    for (const wake of waiting) wake()
  })
  return {
    url: `${origin}/app`,
    answer(code: number) {
      status = code
    },
    async next(fits: (beat: Heartbeat) => boolean): Promise<Heartbeat> {
      for (;;) {
        const beat = beats.splice(0).find(fits)
        if (beat) return beat
        await new Promise<void>((resolve) => waiting.add(resolve))
      }
    },
  }
}

test('a gateway tells the App what it serves, at once when that changes and when it refuses', async (t) => {
  const app = await startApp(t)
  const content = contentOf(['http://127.0.0.1:9'])
  const stage = await startStage(t, content, {
    // An hour: what comes before it came at once.
    heartbeat: { url: app.url, token: 's3cret', repository: 'acme/apis', interval: 3_600_000 },
  })
  const { node, ...first } = await app.next(() => true)
  const { digest } = snapshotOf(content)
  const common = { format: 1, repository: 'acme/apis', environment: 'prod', digest }
  assert.deepEqual(first, { ...common, sequence: 1, refused: null })
  await stage.offer(snapshotOf(content, { sequence: 2 }))
  assert.equal((await app.next(({ sequence }) => sequence === 2)).node, node)
  await stage.offer(snapshotOf(content, { sequence: 1 }))
  const refusal = await app.next(({ refused }) => refused !== null)
  assert.deepEqual(refusal, {
    ...common,
    node,
    sequence: 2,
    refused: { sequence: 1, reason: 'the snapshot has sequence `1`, and `2` is served already' },
  })
})

test('a gateway tells the App again and again, and an App that fails disturbs nothing', async (t) => {
  const app = await startApp(t)
  app.answer(500)
  const origin = await startUpstream(t, (_, response) => response.end('ok'))
  const stage = await startStage(t, contentOf([origin]), {
    heartbeat: { url: `${app.url}/`, token: 's3cret', repository: null, interval: 10 },
  })
  for (let index = 0; index < 3; index++) await app.next(() => true)
  assert.equal((await send(stage.port, '/api/x')).status, 200)
  const failures = stage.lines.filter((line) => line.includes('cannot be told'))
  assert.equal(failures.length, 1)
  assert.match(
    failures[0] ?? '',
    /^The App at http:\/\/127\.0\.0\.1:\d+ cannot be told what is served: the App answers 500$/,
  )
  assert.doesNotMatch(stage.lines.join(), /s3cret/)
})

test('closing lets requests in flight finish, then refuses connections', async (t) => {
  const begun = Promise.withResolvers<http.ServerResponse>()
  const origin = await startUpstream(t, (_, response) => begun.resolve(response))
  const stage = await startStage(t, contentOf([origin]))
  const inFlight = send(stage.port, '/api/x')
  const response = await begun.promise
  const closed = stage.gateway.close(60_000)
  response.end('in time')
  assert.equal((await inFlight).text, 'in time')
  await closed
  await assert.rejects(send(stage.port, '/api/x'), { code: 'ECONNREFUSED' })
  assert.equal(stage.memory.watchers.size, 0)
})

// Node closes connections that are quiet when a server closes: a request that was on its way on one was lost, and its caller could not
// know whether it had been served.
test('callers who keep their connections lose no request to a gateway that closes and another one in its place', async (t) => {
  const origin = await startUpstream(t, (_, response) => void setTimeout(() => response.end('here'), 2))
  const [one, other] = [await startStage(t, contentOf([origin])), await startStage(t, contentOf([origin]))]
  let isOver = false
  const answers = new Set<string>()
  async function call(pause: number): Promise<void> {
    let { port } = one
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    while (!isOver) {
      const request = http.get({ host: '127.0.0.1', port, path: '/api/x', agent })
      const [response] = (await once(request, 'response')) as [http.IncomingMessage]
      let text = ''
      for await (const chunk of response.setEncoding('utf8')) text += chunk
      const { connection } = response.headers
      answers.add(`${response.statusCode} ${text} ${connection}`)
      if (connection === 'close') port = other.port
      await wait(pause)
    }
    agent.destroy()
    assert.equal(port, other.port)
  }
  const calls = [0, 1, 3, 7, 20, 50, 100].map(call)
  await wait(200)
  await one.gateway.close(10_000)
  isOver = true
  await Promise.all(calls)
  assert.deepEqual([...answers].sort(), ['200 here close', '200 here keep-alive'])
})

test('closing breaks off what does not finish in time', async (t) => {
  const begun = Promise.withResolvers<void>()
  const origin = await startUpstream(t, () => begun.resolve())
  const stage = await startStage(t, contentOf([origin]))
  const inFlight = http.get({ host: '127.0.0.1', port: stage.port, path: '/api/x', agent: false })
  const broken = once(inFlight, 'response').catch((error) => error)
  await begun.promise
  await stage.gateway.close(1)
  assert.equal(((await broken) as NodeJS.ErrnoException).code, 'ECONNRESET')
})

test('a source is watched, and what it says comes is served', async (t) => {
  const origins = await Promise.all(['a', 'b'].map((name) => startUpstream(t, (_, response) => response.end(name))))
  const stage = await startStage(t, contentOf(origins.slice(0, 1)))
  stage.memory.set(JSON.stringify(snapshotOf(contentOf(origins.slice(1)), { sequence: 2 })))
  let text = ''
  while (text !== 'b') text = (await send(stage.port, '/api/x')).text
})
