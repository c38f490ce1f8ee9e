import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import test, { type TestContext } from 'node:test'
import { RetryBudget } from '#gateway/upstream/retry-budget.ts'
import type { Upstream } from '#snapshot/snapshot.ts'
import { contentOf, send, startStage, startUpstream } from './stage.ts'

/** A gateway before upstreams that answer a request by how often the upstream was asked before, from 0. */
async function startRetrying(
  t: TestContext,
  answers: readonly ((...args: [...Parameters<RequestListener>, count: number]) => void)[],
  changes: Partial<Upstream> = { retries: { times: 2, budget: 20 } },
) {
  const asked = answers.map(() => 0)
  const origins = await Promise.all(
    answers.map((answer, index) =>
      startUpstream(t, (request, response) => {
        asked[index] = (asked[index] ?? 0) + 1
        answer(request, response, (asked[index] ?? 0) - 1)
      }),
    ),
  )
  const content = contentOf(origins)
  const upstreams = content.upstreams.map((each) => ({ ...each, ...changes }))
  return { asked, ...(await startStage(t, { ...content, upstreams })) }
}

const faults: Readonly<Record<string, RequestListener>> = {
  'answers 502': (_, response) => response.writeHead(502, { 'content-length': 5 }).end('sorry'),
  'answers 503': (_, response) => response.writeHead(503).end('x'.repeat(200_000)),
  'answers 504': (_, response) => response.writeHead(504).end(),
  'closes the connection': (_, response) => response.destroy(),
  'gives no answer in time': () => undefined,
}
for (const [what, fault] of Object.entries(faults))
  test(`where one target ${what}, the request goes to another`, async (t) => {
    const { asked, port } = await startRetrying(t, [fault, (_, response) => response.end('fine')], {
      retries: { times: 2, budget: 20 },
      timeouts: { head: 500 },
    })
    for (const method of ['GET', 'PUT']) {
      const body = method === 'PUT' ? { body: 'all of it' } : {}
      const answers = [await send(port, '/api/x', { method, ...body }), await send(port, '/api/x', { method, ...body })]
      assert.deepEqual(
        answers.map(({ status, text }) => [status, text]),
        [
          [200, 'fine'],
          [200, 'fine'],
        ],
      )
    }
    assert.deepEqual(asked, [2, 4])
  })

test('a request goes to the same target again where there is no other, as often as the catalog says', async (t) => {
  const { asked, port, admin } = await startRetrying(t, [(_, response) => response.writeHead(503).end('no')])
  const { status, text } = await send(port, '/api/x')
  assert.deepEqual([status, text, asked], [503, 'no', [3]])
  assert.match(
    await (await admin('/metrics')).text(),
    /^apigov_gateway_retries_total\{upstream="api\/main",outcome="sent"\} 2$/m,
  )
})

test('the body is sent whole each time', async (t) => {
  const seen: string[] = []
  const { port } = await startRetrying(t, [
    async (request, response, count) => {
      seen.push((await request.setEncoding('utf8').toArray()).join(''))
      response.writeHead(count === 0 ? 503 : 200).end()
    },
  ])
  assert.equal((await send(port, '/api/x', { method: 'PUT', body: 'all of it' })).status, 200)
  assert.deepEqual(seen, ['all of it', 'all of it'])
})

const unsafe: Readonly<Record<string, { method: string; body?: string; changes?: Partial<Upstream> }>> = {
  'a POST, which may do twice what was meant once': { method: 'POST', body: 'a' },
  'a PATCH': { method: 'PATCH', body: 'a' },
  'a body that came in pieces, and is gone': { method: 'PUT', body: 'a'.repeat(1_000_000) },
  'anything where the catalog asks for no retries': { method: 'GET', changes: {} },
}
for (const [what, { method, body, changes }] of Object.entries(unsafe))
  test(`not sent again is ${what}`, async (t) => {
    const fault: RequestListener = (request, response) =>
      request.on('end', () => response.writeHead(503).end()).resume()
    const { asked, port } = await startRetrying(t, [fault], changes)
    const { status } = await send(port, '/api/x', { method, ...(body !== undefined && { body }) })
    assert.deepEqual([status, asked], [503, [1]])
  })

test('an answer that broke off after its head was sent is not asked for again', async (t) => {
  const { asked, port } = await startRetrying(t, [
    (_, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('half')
      setTimeout(() => response.destroy(), 50)
    },
  ])
  await assert.rejects(send(port, '/api/x'))
  assert.deepEqual(asked, [1])
})

test('the budget is a share of the requests of the last ten seconds, and three a second beside', () => {
  const budget = new RetryBudget(20, 1)
  const grants = (count: number, now: number) =>
    Array.from({ length: count }, () => budget.grants(now)).filter(Boolean).length
  assert.equal(grants(100, 1_000), 30)
  for (let request = 0; request < 100; request++) budget.requested(2_000)
  assert.equal(grants(100, 2_000), 20)
  assert.equal(grants(100, 10_999), 0)
  assert.equal(grants(100, 11_000), 30) // the first second is forgotten, its requests and its retries
  assert.deepEqual([budget.granted, budget.refused], [80, 320])
})

test('where everything fails, an upstream gets no more than its share beyond what was asked for', async (t) => {
  const { asked, port } = await startRetrying(t, [(_, response) => response.writeHead(503).end()])
  const statuses = await Promise.all(Array.from({ length: 200 }, async () => (await send(port, '/api/x')).status))
  assert.deepEqual(new Set(statuses), new Set([503]))
  // 200 of the callers, 20 % of them, and 30 of the floor: without a budget it would be 600.
  assert(Number(asked[0]) > 200 && Number(asked[0]) <= 270, `${asked[0]}`)
})

test('what is granted however few requests there are is shared by the processes of a gateway', () => {
  const granted = (processes: number) => {
    const budget = new RetryBudget(20, processes)
    return Array.from({ length: 40 }, () => budget.grants(0)).filter(Boolean).length
  }
  assert.deepEqual([granted(1), granted(2), granted(4)], [30, 15, 8])
})
