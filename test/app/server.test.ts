import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import test from 'node:test'
import type { Delivery } from '#app/deliveries.ts'
import { openNodes } from '#app/nodes.ts'
import { appServer } from '#app/server.ts'

const secret = 'a long one'
const sign = (body: string, by = secret) => `sha256=${createHmac('sha256', by).update(body).digest('hex')}`
const heartbeat = {
  format: 1,
  node: 'n1',
  repository: 'acme/apis',
  environment: 'dev',
  sequence: 3,
  digest: 'sha256:ab',
  refused: null,
}

function open(nodeToken: string | null = 'node-token') {
  const delivered: Delivery[] = []
  const changed: (string | null)[] = []
  let now = 0
  const drift: (readonly string[])[] = []
  const nodes = openNodes({ now: () => now }, ({ denied = [] }) => drift.push(denied.map(({ value }) => value)))
  const server = appServer({
    webhookSecret: secret,
    nodeToken,
    nodes,
    deliver: (delivery) => void delivered.push(delivery),
    nodeChanged: (repository) => void changed.push(repository),
    health: () => ({ status: 'ok' }),
  })
  const webhook = async (body: string, headers: Record<string, string> = {}) => {
    const response = await server.inject({
      method: 'POST',
      url: '/api/github/webhooks',
      payload: body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': 'g1',
        'x-hub-signature-256': sign(body),
        ...headers,
      },
    })
    return response.statusCode
  }
  const beat = async (body: unknown, authorization = 'Bearer node-token') => {
    const headers = { authorization, 'content-type': 'application/json' }
    const payload = JSON.stringify(body)
    return (await server.inject({ method: 'POST', url: '/nodes', payload, headers })).statusCode
  }
  return { server, delivered, changed, drift, nodes, webhook, beat, wait: (ms: number) => (now += ms) }
}

test('a webhook with the right signature is stored as it came and answered 202', async () => {
  const { webhook, delivered } = open()
  const body = '{ "zen": "Ünïcode,  and spaces as they were" }'
  assert.equal(await webhook(body), 202)
  assert.deepEqual(delivered, [{ guid: 'g1', event: 'push', payload: body }])
})

test('a webhook that is not signed with the secret is refused, and nothing is stored', async () => {
  const { webhook, delivered, server } = open()
  const body = '{}'
  for (const signature of [sign(body, 'development'), sign('{ }'), 'sha256=', 'sha1=00', ''])
    assert.equal(await webhook(body, { 'x-hub-signature-256': signature }), 401, signature)
  assert.equal(await webhook(''), 401)
  const bare = await server.inject({ method: 'POST', url: '/api/github/webhooks', payload: {} })
  assert.equal(bare.statusCode, 401)
  assert.deepEqual(delivered, [])
})

test('a webhook that is larger than GitHub sends, of another type, or without a name is refused', async () => {
  const { webhook, delivered } = open()
  assert.equal(await webhook(' '.repeat(25 * 1024 * 1024 + 1)), 413)
  assert.equal(await webhook('{}', { 'content-type': 'application/x-www-form-urlencoded' }), 415)
  assert.equal(await webhook('{}', { 'x-github-delivery': '' }), 400)
  assert.deepEqual(delivered, [])
})

test('a heartbeat is heard from who has the token, and tells when a node serves something else', async () => {
  const { beat, changed, nodes, wait } = open()
  assert.equal(await beat(heartbeat), 204)
  assert.equal(await beat(heartbeat), 204)
  assert.equal(await beat({ ...heartbeat, sequence: 4, digest: 'sha256:cd' }), 204)
  assert.deepEqual(changed, ['acme/apis', 'acme/apis'])
  assert.deepEqual(
    nodes.live('acme/apis', 'dev').map(({ digest }) => digest),
    ['sha256:cd'],
  )
  assert.deepEqual([nodes.live('acme/other', 'dev'), nodes.live('acme/apis', 'prod')], [[], []])
  wait(60_001)
  assert.deepEqual(nodes.live('acme/apis', 'dev'), [], 'silence drops a node')
})

test('a heartbeat without the token, of another shape, or to an App without a token is refused', async () => {
  const { beat, nodes } = open()
  for (const authorization of ['', 'Bearer ', 'Bearer node-toke', 'Bearer node-token2', 'node-token'])
    assert.equal(await beat(heartbeat, authorization), 401, authorization)
  assert.equal(await beat({ ...heartbeat, format: 2 }), 400)
  assert.equal(await beat({ ...heartbeat, __proto__: null, extra: 1 }), 400)
  assert.equal(await open(null).beat(heartbeat, 'Bearer null'), 404)
  assert.deepEqual(nodes.live('acme/apis', 'dev'), [])
})

test('health answers without a secret and tells none', async () => {
  const response = await open().server.inject('/health')
  assert.deepEqual([response.statusCode, response.json()], [200, { status: 'ok' }])
})

test('what a node refuses and its catalog does not is told once, and when it is over', async () => {
  const { beat, drift } = open()
  const denied = ['shop', 'other'].map((value) => ({ kind: 'consumer', value, since: '2026-11-21T10:00:00.000Z' }))
  const beats = [heartbeat, { ...heartbeat, denied: denied.slice(0, 1) }, { ...heartbeat, denied }, heartbeat]
  for (const body of beats.flatMap((one) => [one, one])) assert.equal(await beat(body), 204)
  assert.deepEqual(drift, [['shop'], ['shop', 'other'], []])
})
