import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { definePlugin } from '#gateway/plugins/plugin.ts'
import { readerInThread } from '#process/snapshot-thread.ts'
import { changingSnapshot } from './changing-snapshot.ts'
import { largeCompany, monthly, requestFor } from './large-company.ts'
import { key, routeOf, send, snapshotOf, startStage, startUpstream } from './stage.ts'
import { startCallers } from './steady-callers.ts'

// `npm run bench:gateway -- --reload 60` is the long form, with latencies.
test('callers of a large company notice none of its reloads, and no request is forgotten by a limit', async (t) => {
  const size = 2_000
  const origin = await startUpstream(t, (request, response) => void response.end(request.url))
  const content = largeCompany({ size, origin, key })
  const stage = await startStage(t, content, { reader: (publicKey) => readerInThread(publicKey, 0) })
  const snapshot = changingSnapshot(content)
  const newest: number[] = new Array(size).fill(0)
  let oldest = [...newest]
  const atLeast: number[] = []
  const callers = startCallers({
    port: stage.port,
    connections: 8,
    request(n) {
      atLeast[n] = oldest[n % size] ?? 0
      return requestFor(n % size, key.key)
    },
    wrong(n, answer) {
      const [, route, revision] = /\r\n\r\n\/r(\d+)\/(\d+)\/x$/.exec(answer) ?? []
      const isRight =
        Number(route) === n % size &&
        Number(revision) >= (atLeast[n] ?? 0) &&
        Number(revision) <= (newest[n % size] ?? 0)
      return isRight ? null : `request ${n}: ${answer}`
    },
  })
  for (let sequence = 2; sequence < 24; sequence++) {
    const isFull = sequence % 10 === 0
    for (const route of isFull ? newest.keys() : [(sequence * 37) % size]) {
      const revision = (newest[route] ?? 0) + 1
      newest[route] = revision
      snapshot.change(route, (before) => ({ ...before, upstreamPath: `/r${route}/${revision}` }))
    }
    await stage.offer(snapshot.text(sequence))
    oldest = [...newest]
    await wait(20)
  }
  await callers.stop()
  assert.deepEqual(callers.failures, [])
  const { sequence, refused } = await stage.config()
  assert.deepEqual([sequence, refused], [23, null])
  // The month's counter of the API of the first four routes has counted every request to them since the start.
  const { headers } = await send(stage.port, '/api0/v1/r0/x', { headers: { 'x-api-key': key.key } })
  const sent = Array.from({ length: callers.requests() }, (_, n) => n % size).filter((route) => route < 4).length
  assert.match(String(headers['ratelimit']), new RegExp(`r=${monthly - sent - 1};`))
})

test('a reload that changes one of many routes compiles that one alone', async (t) => {
  const compiled: string[] = []
  const counted = definePlugin({
    schema: { id: 'test.counted', summary: 'Counts what is compiled.', config: z.strictObject({}) },
    compile(_config, { id }) {
      compiled.push(id)
      return {}
    },
  })
  const company = largeCompany({ size: 200, origin: 'http://127.0.0.1:9', key })
  const routes = company.routes.map((route) => ({ ...route, plugins: [{ id: 'test.counted', config: {} }] }))
  const content = { ...company, routes }
  const stage = await startStage(t, content, { plugins: [counted] })
  const snapshot = changingSnapshot(content)
  const compiledFor = async (sequence: number, changed: readonly number[]) => {
    compiled.length = 0
    for (const route of changed) snapshot.change(route, (before) => ({ ...before, semver: `1.0.${sequence}` }))
    await stage.offer(snapshot.text(sequence))
    assert.equal((await stage.config())['sequence'], sequence)
    return [...compiled]
  }
  const ids = routes.map(({ id }) => id)
  assert.deepEqual(await compiledFor(2, [7]), [ids[7]])
  assert.deepEqual(await compiledFor(3, [9, 199]), [ids[9], ids[199]])
  assert.deepEqual(await compiledFor(4, [...ids.keys()]), ids)
})

test('whatever routes come, change and go, requests find those of the snapshot and no others', async (t) => {
  const origin = await startUpstream(t, (request, response) => void response.end(request.url))
  const company = largeCompany({ size: 12, origin, key })
  const revised = (place: number, revision: number) => {
    const [route = routeOf()] = company.routes.slice(place)
    return { ...route, auth: { kind: 'none' as const }, upstreamPath: `/r${place}/${revision}` }
  }
  const stage = await startStage(t, { ...company, routes: [revised(0, 0)] })
  const revisions = new Map([[0, 0]])
  for (let sequence = 2; sequence < 30; sequence++) {
    // Three of twelve change their state: those that are there go or change, the others come.
    for (const step of [5, 7, 11]) {
      const place = (sequence * step) % 12
      if (revisions.has(place) && sequence % 2 === 0) revisions.delete(place)
      else revisions.set(place, sequence)
    }
    const places = [...revisions.keys()].sort((a, b) => a - b)
    const routes = places.map((place) => revised(place, revisions.get(place) ?? 0))
    await stage.offer(snapshotOf({ ...company, routes }, { sequence }))
    for (const [place, { path }] of company.routes.entries()) {
      const { status, text } = await send(stage.port, path.replace('{id}', 'x'))
      const revision = revisions.get(place)
      assert.deepEqual(
        [status, status === 200 && text],
        revision === undefined ? [404, false] : [200, `/r${place}/${revision}/x`],
      )
    }
  }
})
