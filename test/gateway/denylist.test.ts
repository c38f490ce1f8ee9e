import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import type { GatewayOptions } from '#gateway/gateway.ts'
import { heartbeat } from '#snapshot/heartbeat.ts'
import type { SnapshotContent } from '#snapshot/snapshot.ts'
import { scratchFolder } from '../git/scratch.ts'
import { contentOf, key, routeOf, send, shopWith, snapshotOf, startStage, startUpstream } from './stage.ts'

const adminToken = '0123456789abcdef-of-the-operators'
const plans = [{ id: 'gold', limits: [] }]

/** A gateway with a token, one keyed route `/api` for consumer `shop` and one open route `/open`. */
async function startDenying(t: TestContext, options: Partial<GatewayOptions> = {}) {
  const origin = await startUpstream(t, (_, response) => response.end('ok'))
  const open = routeOf({ id: 'open/v1 *', api: 'open', path: '/open/*', basePath: '/open' })
  const keyed = routeOf({ auth: { kind: 'any', methods: ['api-key'] } })
  const content = contentOf([origin], { routes: [keyed, open], consumers: [shopWith(key)], plans })
  const stage = await startStage(t, content, { adminToken, dataDir: scratchFolder(t), ...options })
  const headers = { authorization: `Bearer ${adminToken}` }
  const ask = async (method: string, path: string, body?: object) => {
    const json = body && { 'content-type': 'application/json' }
    const answer = await stage.admin(path, {
      method,
      headers: { ...headers, ...json },
      body: JSON.stringify(body) ?? null,
    })
    return {
      status: answer.status,
      body: (await answer.json()) as { denied: Record<string, unknown>[]; message: string },
    }
  }
  const statuses = async () => {
    const keyedAnswer = await send(stage.port, '/api/x', { headers: { 'x-api-key': key.key } })
    return [keyedAnswer.status, (await send(stage.port, '/open/x')).status]
  }
  return { ...stage, content, ask, statuses }
}

const entries: Readonly<Record<string, number[]>> = {
  'consumer/shop': [403, 200],
  'consumer/other': [200, 200],
  [`key/${key.prefix}`]: [403, 200],
  'address/127.0.0.1': [403, 403],
  'address/127.0.0.0%2F8': [403, 403],
  'address/::%2F1': [403, 403],
  'address/10.0.0.0%2F8': [200, 200],
  'route/open%2Fv1%20*': [200, 503],
}
for (const [entry, expected] of Object.entries(entries))
  test(`denying ${decodeURIComponent(entry)} takes effect at once, and allowing it again does`, async (t) => {
    const { ask, statuses } = await startDenying(t)
    assert.deepEqual(await statuses(), [200, 200])
    assert.equal((await ask('PUT', `/denylist/${entry}`, { reason: 'incident 4711' })).status, 200)
    assert.deepEqual(await statuses(), expected)
    assert.equal((await ask('DELETE', `/denylist/${entry}`)).status, 200)
    assert.deepEqual(await statuses(), [200, 200])
    assert.equal((await ask('DELETE', `/denylist/${entry}`)).status, 404)
  })

test('a denied caller is told nothing of why, and operators count it', async (t) => {
  const { ask, port, admin } = await startDenying(t)
  await ask('PUT', '/denylist/consumer/shop', { reason: 'leaked key' })
  const { text } = await send(port, '/api/x', { headers: { 'x-api-key': key.key } })
  const { requestId: _, ...problem } = JSON.parse(text)
  assert.deepEqual(problem, {
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
    detail: 'Your access is suspended for now; ask whoever runs the API',
  })
  const metrics = await (await admin('/metrics', { headers: { authorization: `Bearer ${adminToken}` } })).text()
  assert.match(metrics, /^apigov_gateway_denylist_entries 1$/m)
  assert.match(metrics, /^apigov_gateway_denied_total\{kind="consumer"\} 1$/m)
})

test('what was denied outlives a restart', async (t) => {
  const dataDir = scratchFolder(t)
  const first = await startDenying(t, { dataDir })
  await first.ask('PUT', '/denylist/consumer/shop', { reason: 'leaked key' })
  await first.gateway.close(0)
  const second = await startDenying(t, { dataDir })
  assert.deepEqual(await second.statuses(), [403, 200])
  const [{ since, ...entry } = {}] = (await second.ask('GET', '/denylist')).body.denied
  assert.deepEqual(entry, { kind: 'consumer', value: 'shop', reason: 'leaked key', isDrift: true })
  assert.equal(new Date(String(since)).toISOString(), since)
})

test('a gateway does not start without what was denied', async (t) => {
  const dataDir = scratchFolder(t)
  for (const text of ['[{"kind":"consumer"', '[{"kind":"everybody","value":"x"}]', '{}']) {
    writeFileSync(join(dataDir, 'denylist.json'), text)
    await assert.rejects(startDenying(t, { dataDir }), { code: 'APIGOV_GATEWAY_DENYLIST_UNREADABLE' })
  }
})

test('what cannot be written is denied all the same, and the operator is told', async (t) => {
  const dataDir = scratchFolder(t)
  mkdirSync(join(dataDir, 'denylist.json.new'))
  const { ask, statuses, lines } = await startDenying(t, { dataDir })
  const { status, body } = await ask('PUT', '/denylist/consumer/shop')
  assert.equal(status, 507)
  assert.match(body.message, /^Denied until the next start: The data folder/)
  assert.match(lines.at(-1) ?? '', /^denied consumer `shop` until the next start: The data folder/)
  assert.deepEqual(await statuses(), [403, 200])
})

test('a denied consumer is drift, in config, log and heartbeat, until a snapshot lets it in no more', async (t) => {
  const beats: unknown[] = []
  const app = await startUpstream(t, async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    beats.push(heartbeat.parse(JSON.parse(body)).denied?.map(({ kind, value }) => `${kind} ${value}`))
    response.end()
  })
  const stage = await startDenying(t, { heartbeat: { url: app, token: 'x', repository: null, interval: 20 } })
  const beat = async () => {
    for (const seen = beats.length; beats.length < seen + 2; ) await new Promise((resolve) => setTimeout(resolve, 5))
    return beats.at(-1)
  }
  const drift = async () => (await stage.ask('GET', '/config')).body.denied.map(({ isDrift }) => isDrift)
  assert.equal(await beat(), undefined)
  await stage.ask('PUT', '/denylist/consumer/shop', { reason: 'leaked\nkey' })
  assert.deepEqual([await drift(), await beat()], [[true], ['consumer shop']])
  assert(stage.lines.includes('denied consumer `shop`: leaked key'))
  const next = (content: SnapshotContent, sequence: number) => stage.offer(snapshotOf(content, { sequence }))
  await next({ ...stage.content, routes: stage.content.routes.slice(0, 1) }, 2)
  assert.match(
    stage.lines.at(-1) ?? '',
    /^denied here, and not by the catalog: consumer `shop`\. Say so in the catalog/,
  )
  await next({ ...stage.content, consumers: [] }, 3)
  assert.deepEqual([await drift(), await beat()], [[false], undefined])
  assert.match(stage.lines.at(-1) ?? '', /^snapshot 3 served/)
  // Somebody lets it in again before the entry has gone.
  await next(stage.content, 4)
  assert.deepEqual([await drift(), await stage.statuses()], [[true], [403, 200]])
})

test('without the token nothing is told but that it lives and is ready', async (t) => {
  const { admin } = await startDenying(t)
  const statuses = async (headers: Record<string, string>) => {
    const asked = [
      'GET /health',
      'GET /ready',
      'GET /config',
      'GET /metrics',
      'POST /nudge',
      'PUT /denylist/consumer/shop',
      'GET /x',
    ]
    const answers = asked.map(async (one) => {
      const [method = '', path = ''] = one.split(' ')
      return (await admin(path, { method, headers })).status
    })
    return Promise.all(answers)
  }
  const refused = [200, 200, 401, 401, 401, 401, 401]
  assert.deepEqual(await statuses({}), refused)
  assert.deepEqual(await statuses({ authorization: `Bearer ${adminToken}x` }), refused)
  assert.deepEqual(await statuses({ authorization: `Basic ${adminToken}` }), refused)
  assert.deepEqual(await statuses({ authorization: `Bearer ${adminToken}` }), [200, 200, 200, 200, 202, 200, 404])
})

test('a gateway that has no token lets nobody deny, and no web page ask', async (t) => {
  const { admin, gateway } = await startStage(t, contentOf(['http://127.0.0.1:9']))
  assert.equal((await admin('/denylist/consumer/shop', { method: 'PUT' })).status, 403)
  assert.equal((await admin('/denylist')).status, 200)
  const rebound = await send(gateway.adminPort, '/config', { headers: { host: 'evil.example' } })
  assert.equal(rebound.status, 403)
})

const unfit: Readonly<Record<string, RegExp>> = {
  'address/10.0.0.0%2F99': /range/,
  'address/shop.example': /range/,
  'key/agk_short': /prefix/,
  'everybody/x': /one of consumer, key, address, route/,
}
for (const [entry, message] of Object.entries(unfit))
  test(`${decodeURIComponent(entry)} cannot be denied`, async (t) => {
    const { ask } = await startDenying(t)
    const { status, body } = await ask('PUT', `/denylist/${entry}`)
    assert.equal(status, 400)
    assert.match(body.message, message)
  })
