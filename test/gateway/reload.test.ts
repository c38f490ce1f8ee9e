import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { join } from 'node:path'
import test from 'node:test'
import { startGateway } from '#gateway/gateway.ts'
import { snapshotText } from '#snapshot/canonical.ts'
import { snapshotUnreadable } from '#snapshot/errors.ts'
import { signerWith } from '#snapshot/signature.ts'
import type { Snapshot, SnapshotContent } from '#snapshot/snapshot.ts'
import { scratchFolder } from '../git/scratch.ts'
import { contentOf, memorySource, routeOf, send, snapshotOf, startStage, startUpstream } from './stage.ts'

test('under steady traffic no request fails while snapshots change, and each is served at once', async (t) => {
  const origins = await Promise.all(
    ['a', 'b'].map((name) => startUpstream(t, (_, response) => void setTimeout(() => response.end(name), 1))),
  )
  const stage = await startStage(t, contentOf(origins.slice(0, 1)))
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
  t.after(() => agent.destroy())
  const statuses = new Map<string, number>()
  let reloading = true
  const caller = async () => {
    while (reloading) {
      const request = http.get({ host: '127.0.0.1', port: stage.port, path: '/api/x', agent })
      const [response] = (await once(request, 'response')) as [http.IncomingMessage]
      let text = ''
      for await (const chunk of response) text += chunk
      statuses.set(`${response.statusCode} ${text}`, 1)
    }
  }
  const callers = Array.from({ length: 8 }, caller)
  for (let sequence = 2; sequence <= 21; sequence++) {
    await stage.offer(snapshotOf(contentOf([origins[sequence % 2] ?? '']), { sequence }))
    assert.equal((await send(stage.port, '/api/x')).text, sequence % 2 === 0 ? 'a' : 'b')
  }
  reloading = false
  await Promise.all(callers)
  assert.deepEqual([...statuses.keys()].sort(), ['200 a', '200 b'])
  assert.equal((await stage.config())['sequence'], 21)
})

test('a request in flight finishes on the table it began with, though its upstream has left the snapshot', async (t) => {
  let finish = () => {}
  const begun = Promise.withResolvers<void>()
  const slow = await startUpstream(t, (_, response) => {
    response.write('first ')
    finish = () => response.end('last')
    begun.resolve()
  })
  const fast = await startUpstream(t, (_, response) => response.end('new'))
  const stage = await startStage(t, contentOf([slow]))
  const early = send(stage.port, '/api/x')
  await begun.promise
  await stage.offer(snapshotOf(contentOf([fast]), { sequence: 2 }))
  assert.equal((await send(stage.port, '/api/x')).text, 'new')
  finish()
  assert.equal((await early).text, 'first last')
})

const ok = contentOf(['http://127.0.0.1:9'])
const withRoute = (changes: Parameters<typeof routeOf>[0]): SnapshotContent => ({ ...ok, routes: [routeOf(changes)] })
/** As nothing that renders would write it: its contract has this schema. */
function withSchema(schema: object, named = 'name'): Snapshot {
  const parameter = { in: 'query', name: 'q', required: false, as: 'text', types: ['string'], schema: named } as const
  const operations = { 'GET /x': { parameters: [parameter], body: null } }
  const contracts = [{ id: 'api/v1', definitions: { name: schema }, operations }]
  const plugins = [{ id: 'validate-request', config: {} }]
  return snapshotOf({ ...withRoute({ plugins }), contracts }, { sequence: 9 })
}

const refusals: Readonly<Record<string, { offer: Snapshot | string | Error; reason: RegExp }>> = {
  'a text that does not parse': { offer: '{"format":', reason: /not JSON/ },
  'an unknown format': { offer: '{"format":2,"sequence":9}', reason: /format `2`/ },
  'a lower sequence': {
    offer: snapshotOf(withRoute({ semver: '0.9.0' }), { sequence: 1 }),
    reason: /^the snapshot has sequence `1`, and `5` is served already$/,
  },
  'another environment': {
    offer: snapshotOf(ok, { sequence: 9, environment: 'dev' }),
    reason: /^the snapshot is for `dev`, and this gateway serves `prod`$/,
  },
  'an unknown plugin': {
    offer: snapshotOf(withRoute({ plugins: [{ id: 'telepathy', config: {} }] }), { sequence: 9 }),
    reason: /^route `api\/v1 \*` uses the plugin `telepathy`, which this gateway does not have$/,
  },
  'a plugin that does not compile': {
    offer: snapshotOf(withRoute({ plugins: [{ id: 'rate-limit', config: { requests: -1 } }] }), { sequence: 9 }),
    reason:
      /^plugin `rate-limit` of route `api\/v1 \*` does not compile: `requests`: Too small: expected number to be >0$/,
  },
  'a plugin with a key it has not': {
    offer: snapshotOf(withRoute({ plugins: [{ id: 'cors', config: { origins: ['*'], credential: true } }] }), {
      sequence: 9,
    }),
    reason: /^plugin `cors` of route `api\/v1 \*` does not compile: Unrecognized key: "credential"$/,
  },
  'a schema of a contract that is none': {
    offer: withSchema({ type: 'strin' }),
    reason: /^the schema `name` of contract `api\/v1` cannot be used: type must be JSONType/,
  },
  'a schema that refers to none': {
    offer: withSchema({ $ref: '#/$defs/gone' }),
    reason: /^the schema `name` of contract `api\/v1` cannot be used: can't resolve reference #\/\$defs\/gone/,
  },
  'a parameter without its schema': {
    offer: withSchema({ type: 'string' }, 'gone'),
    reason: /^contract `api\/v1` names the schema `gone`, which is not there$/,
  },
  'a route whose only authentication cannot be checked': {
    offer: snapshotOf(withRoute({ auth: { kind: 'any', methods: ['jwt'] } }), { sequence: 9 }),
    reason: /^route `api\/v1 \*` would load without its security: it asks for any of `jwt`/,
  },
  'a route that wants more than can be checked': {
    offer: snapshotOf(withRoute({ auth: { kind: 'all', methods: ['api-key', 'jwt'] } }), { sequence: 9 }),
    reason: /would load without its security/,
  },
  'two routes for the same requests': {
    offer: snapshotOf({ ...ok, routes: [routeOf(), routeOf({ id: 'b/v1 *' })] }, { sequence: 9 }),
    reason: /^route `b\/v1 \*` answers the same requests as another one$/,
  },
  'content that does not match its digest': {
    offer: snapshotText(snapshotOf(ok, { sequence: 9 })).replace('127.0.0.1:9', '127.0.0.1:7'),
    reason: /does not match its digest$/,
  },
  'a file that is half written': {
    offer: snapshotText(snapshotOf(ok, { sequence: 9 })).slice(0, -20),
    reason: /not JSON/,
  },
  'a route without its upstream': {
    offer: snapshotOf(withRoute({ upstream: 'api/gone' }), { sequence: 9 }),
    reason: /^route `api\/v1 \*` goes to upstream `api\/gone`, which is not there$/,
  },
  'a source that is away': { offer: snapshotUnreadable('memory', 'gone'), reason: /cannot be read: gone/ },
}
for (const [what, { offer, reason }] of Object.entries(refusals))
  test(`refuses ${what}, says so, and serves on`, async (t) => {
    const origin = await startUpstream(t, (_, response) => response.end('still here'))
    const stage = await startStage(t, contentOf([origin]))
    await stage.offer(snapshotOf(contentOf([origin]), { sequence: 5 }))
    await stage.offer(offer)
    const config = await stage.config()
    const refused = config['refused'] as { reason: string; help: string }
    assert.match(refused.reason, reason)
    assert.notEqual(refused.help, '')
    assert.equal(config['sequence'], 5)
    assert(stage.lines.some((line) => line.includes(refused.reason)))
    assert.match(await (await stage.admin('/metrics')).text(), /snapshots_total\{outcome="refused"\} 1/)
    assert.equal((await send(stage.port, '/api/x')).text, 'still here')
    // What comes right again is right again.
    await stage.offer(snapshotOf(contentOf([origin]), { sequence: 10 }))
    const after = await stage.config()
    assert.deepEqual([after['sequence'], after['refused']], [10, null])
  })

test('where a public key is given, a snapshot with a wrong signature is refused, and the one before is served on', async (t) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const signed = (content: SnapshotContent, sequence: number) => {
    const snapshot = snapshotOf(content, { sequence })
    return { ...snapshot, signature: signerWith(pem)(snapshot) }
  }
  const origin = await startUpstream(t, (_, response) => response.end('still here'))
  const { source, set } = memorySource(snapshotText(signed(contentOf([origin]), 1)))
  const gateway = await startGateway({ source, host: '127.0.0.1', port: 0, adminPort: 0, publicKey })
  t.after(() => gateway.close(0))
  const { signature } = signed(contentOf([origin]), 1)
  set(snapshotText({ ...snapshotOf(ok, { sequence: 2 }), signature }))
  await gateway.look()
  assert.equal(gateway.serving()?.sequence, 1)
  assert.equal((await send(gateway.port, '/api/x')).text, 'still here')
  set(snapshotText(signed(contentOf([origin], { routes: [routeOf({ semver: '2.0.0' })] }), 2)))
  await gateway.look()
  assert.equal(gateway.serving()?.sequence, 2)
})

test('the same content under a new sequence reloads nothing, and the sequence counts', async (t) => {
  const content = contentOf(['http://127.0.0.1:9'])
  const stage = await startStage(t, content)
  await stage.offer(snapshotOf(content, { sequence: 8, commit: 'beef' }))
  const { sequence, commit, refused } = await stage.config()
  assert.deepEqual([sequence, commit, refused], [8, 'beef', null])
  await stage.offer(snapshotOf(content, { sequence: 7 }))
  assert.equal((await stage.config())['sequence'], 8)
  const metrics = await (await stage.admin('/metrics')).text()
  assert.match(metrics, /snapshots_total\{outcome="unchanged"\} 1/)
  assert.match(metrics, /snapshots_total\{outcome="applied"\} 1/)
})

test('a gateway whose source is away starts with the last good snapshot', async (t) => {
  const dataDir = scratchFolder(t)
  const origin = await startUpstream(t, (_, response) => response.end('hello'))
  const first = await startStage(t, contentOf([origin]), { dataDir })
  await first.gateway.close(0)
  const { source } = memorySource(snapshotUnreadable('memory', 'gone'))
  const second = await startGateway({ source, host: '127.0.0.1', port: 0, adminPort: 0, dataDir })
  t.after(() => second.close(0))
  assert.equal((await send(second.port, '/api/x')).text, 'hello')
  const config = await (await fetch(`http://127.0.0.1:${second.adminPort}/config`)).json()
  assert.match((config as { refused: { reason: string } }).refused.reason, /gone/)
  const metrics = await (await fetch(`http://127.0.0.1:${second.adminPort}/metrics`)).text()
  assert.match(metrics, /^apigov_gateway_snapshot_sequence 1$/m)
})

test('a gateway that served a sequence does not start with a lower one', async (t) => {
  const dataDir = scratchFolder(t)
  const origin = await startUpstream(t, (_, response) => response.end('hello'))
  const first = await startStage(t, contentOf([origin]), { dataDir })
  await first.offer(snapshotOf(contentOf([origin], { routes: [routeOf({ semver: '2.0.0' })] }), { sequence: 3 }))
  await first.gateway.close(0)
  const { source } = memorySource(snapshotText(snapshotOf(contentOf([origin]), { sequence: 2 })))
  const second = await startGateway({ source, host: '127.0.0.1', port: 0, adminPort: 0, dataDir })
  t.after(() => second.close(0))
  assert.equal(second.serving()?.sequence, 3)
})

test('a last good snapshot that was tampered with is not used', async (t) => {
  const dataDir = scratchFolder(t)
  const content = contentOf(['http://127.0.0.1:9'])
  const first = await startStage(t, content, { dataDir })
  await first.gateway.close(0)
  const [name = ''] = readdirSync(dataDir)
  const tampered = snapshotText(snapshotOf(content)).replace('"kind":"none"', '"kind": "none" ').replace(':9"', ':10"')
  writeFileSync(join(dataDir, name), tampered)
  const { source } = memorySource(snapshotUnreadable('memory', 'gone'))
  await assert.rejects(startGateway({ source, host: '127.0.0.1', port: 0, adminPort: 0, dataDir }), {
    code: 'APIGOV_SNAPSHOT_UNREADABLE',
  })
})

test('a gateway with nothing to serve does not start, and says why', async () => {
  const { source } = memorySource('{}')
  await assert.rejects(startGateway({ source, host: '127.0.0.1', port: 0, adminPort: 0 }), {
    code: 'APIGOV_SNAPSHOT_REFUSED',
    message: 'The snapshot `memory` is refused: the snapshot has format `none`, this gateway reads `1`',
  })
})

test('a gateway that cannot have its port says which', async (t) => {
  const stage = await startStage(t, contentOf(['http://127.0.0.1:9']))
  const { source } = memorySource(snapshotText(snapshotOf(contentOf(['http://127.0.0.1:9']))))
  await assert.rejects(startGateway({ source, host: '127.0.0.1', port: stage.port, adminPort: 0 }), {
    code: 'APIGOV_GATEWAY_CANNOT_LISTEN',
  })
})
