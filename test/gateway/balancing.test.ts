import assert from 'node:assert/strict'
import test from 'node:test'
import { createUpstreams } from '#gateway/upstream/upstreams.ts'
import type { Upstream } from '#snapshot/snapshot.ts'
import { closedOrigin, contentOf, send, startStage, startUpstream } from './stage.ts'

const upstreamOf = (weights: Readonly<Record<string, number>>): Upstream => ({
  id: 'api/main',
  targets: Object.entries(weights).map(([name, weight]) => ({ url: `http://${name}.example`, weight })),
  health: null,
})

/** The targets that a lease on `upstreams` gives in turn, by their first letter. */
async function turns(count: number, upstream: Upstream, options: { now?: number; failed?: string } = {}) {
  const upstreams = createUpstreams({ connect: 1, headers: 1, body: 1 })
  const balancer = (await upstreams.acquire([upstream])).balancers.get('api/main')
  assert(balancer)
  const { failed, now = 0 } = options
  const down = balancer.next(0, new Set())
  if (failed !== undefined && down) balancer.failed(down, 0)
  return Array.from({ length: count }, () => balancer.next(now, new Set())?.origin.at(7) ?? '-').join('')
}

test('over a round each target gets its weight, spread evenly; weight 0 gets none', async () => {
  // The first turn was taken by `turns` itself.
  assert.equal(await turns(7, upstreamOf({ a: 5, b: 1, c: 1, d: 0 })), 'abacaaa')
  assert.equal(await turns(4, upstreamOf({ a: 1, b: 1 })), 'baba')
})

test('a target that refused a connection is skipped for a while', async () => {
  const options = { failed: 'a' }
  assert.equal(await turns(3, upstreamOf({ a: 1, b: 1 }), { ...options, now: 1999 }), 'bbb')
  assert.equal(await turns(2, upstreamOf({ a: 1, b: 1 }), { ...options, now: 2000 }), 'ba')
})

test('where all targets refused connections, they are asked all the same', async () => {
  assert.equal(await turns(2, upstreamOf({ a: 1 }), { failed: 'a' }), 'aa')
})

test('where no target has a weight, there is none', async () => {
  assert.equal(await turns(1, upstreamOf({ a: 0 })), '-')
})

test('requests go to targets by weight', async (t) => {
  const counts = new Map<string, number>()
  const targets = await Promise.all(
    Object.entries({ a: 3, b: 1, c: 0 }).map(async ([name, weight]) => {
      const count = () => counts.set(name, (counts.get(name) ?? 0) + 1)
      return { url: await startUpstream(t, (_, response) => response.end(String(count()))), weight }
    }),
  )
  const content = contentOf([], { upstreams: [{ id: 'api/main', targets, health: null }] })
  const { port } = await startStage(t, content)
  for (let index = 0; index < 8; index++) await send(port, '/api/x')
  assert.deepEqual(Object.fromEntries(counts), { a: 6, b: 2 })
})

test('a request whose target refuses the connection goes to another with its whole body', async (t) => {
  const up = await startUpstream(t, async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    response.end(`got ${body}`)
  })
  const { port } = await startStage(t, contentOf([await closedOrigin(), up]))
  for (let index = 0; index < 4; index++) {
    const { status, text } = await send(port, '/api/x', { method: 'POST', body: 'hello' })
    assert.deepEqual([status, text], [200, 'got hello'])
  }
})
