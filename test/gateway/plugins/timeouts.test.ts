import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { contentOf, routeOf, send, snapshotOf, startStage, startUpstream } from '../stage.ts'

/** Two routes to an upstream that takes 400 ms to answer and has 30 s for it; of one the plugin says otherwise. */
function contentWith(origin: string, config: object) {
  const quick = { id: 'quick/v1 *', api: 'quick', path: '/quick/*', basePath: '/quick' }
  return contentOf([origin], {
    routes: [routeOf(), routeOf({ ...quick, plugins: [{ id: 'timeouts', config }] })],
    upstreams: [
      {
        id: 'api/main',
        targets: [{ url: origin, weight: 1 }],
        health: null,
        timeouts: { head: 30_000, total: 30_000 },
      },
    ],
  })
}

test('timeouts: hold for one route, the upstream’s for the others', async (t) => {
  const origin = await startUpstream(t, async (_, response) => {
    await wait(400)
    response.end('in time')
  })
  for (const config of [{ head: 100 }, { total: 100 }]) {
    const stage = await startStage(t, contentWith(origin, config))
    const [quick, patient] = await Promise.all([send(stage.port, '/quick/x'), send(stage.port, '/api/x')])
    assert.deepEqual([quick.status, patient.text], [504, 'in time'])
  }
})

test('timeouts: a longer time than the upstream’s is given as well, and a reload changes it', async (t) => {
  const origin = await startUpstream(t, async (_, response) => {
    await wait(300)
    response.end('in time')
  })
  const content = contentWith(origin, { head: 5_000 })
  const upstreams = content.upstreams.map((upstream) => ({ ...upstream, timeouts: { head: 100 } }))
  const stage = await startStage(t, { ...content, upstreams })
  assert.deepEqual(
    [(await send(stage.port, '/quick/x')).text, (await send(stage.port, '/api/x')).status],
    ['in time', 504],
  )
  await stage.offer(snapshotOf({ ...contentWith(origin, { head: 50 }), upstreams }, { sequence: 2 }))
  assert.equal((await send(stage.port, '/quick/x')).status, 504)
})

test('timeouts: an answer that stops for too long is broken off', async (t) => {
  const origin = await startUpstream(t, (_, response) => void response.write('and then'))
  const stage = await startStage(t, contentWith(origin, { idle: 100 }))
  await assert.rejects(send(stage.port, '/quick/x'))
})
