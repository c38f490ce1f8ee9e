import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import http2 from 'node:http2'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import type { TLSSocket } from 'node:tls'
import type { Upstream, UpstreamTls } from '#snapshot/snapshot.ts'
import { scratchFolder } from '../git/scratch.ts'
import { newIdentity } from './identity.ts'
import { contentOf, send, snapshotOf, startStage } from './stage.ts'
import { until } from './workers/fleet-stage.ts'

const authority = newIdentity({ subject: '/CN=Acme authority', names: '' })
const server = newIdentity({ names: 'DNS:shop.internal', by: authority })
const gateway = newIdentity({ subject: '/CN=gateway', names: 'DNS:gateway.internal', by: authority })

/** An upstream that lets in only who shows a certificate of the authority, and answers whose it was. Nobody's is a failed handshake. */
async function startGuarded(t: TestContext, protocol: 'http/1.1' | 'h2'): Promise<number> {
  const options = { ...server, ca: authority.cert, requestCert: true, rejectUnauthorized: true }
  const listening = protocol === 'h2' ? http2.createSecureServer(options) : https.createServer(options)
  listening.on('request', (request, response) => {
    const socket = (request.stream?.session?.socket ?? request.socket) as TLSSocket
    response.end(`${socket.getPeerCertificate().subject.CN} asks ${String(socket.servername)}`)
  })
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  t.after(() => listening.close())
  return (listening.address() as AddressInfo).port
}

function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = scratchFolder(t)
  mkdirSync(join(folder, 'shop'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'shop', name), text)
  return folder
}

const allFiles = { 'ca.pem': authority.cert, 'cert.pem': gateway.cert, 'key.pem': gateway.key }
const wholeTls: UpstreamTls = {
  ca: { file: 'shop/ca.pem' },
  cert: { file: 'shop/cert.pem' },
  key: { file: 'shop/key.pem' },
  serverName: 'shop.internal',
}

function contentTo(port: number, tls: UpstreamTls, changes: Partial<Upstream> = {}) {
  const targets = [{ url: `https://127.0.0.1:${port}`, weight: 1 }]
  return contentOf([], { upstreams: [{ id: 'api/main', targets, health: null, tls, ...changes }] })
}

for (const protocol of ['http/1.1', 'h2'] as const)
  test(`an upstream is known by its own authority and name, and shown a certificate, over ${protocol}`, async (t) => {
    const port = await startGuarded(t, protocol)
    const speaking = protocol === 'h2' ? { protocol } : {}
    const content = (tls: UpstreamTls) => contentTo(port, tls, speaking)
    const secrets = { folder: folderWith(t, allFiles), poll: 1000 }
    const stage = await startStage(t, content(wholeTls), { secrets })
    assert.equal((await send(stage.port, '/api/x')).text, 'gateway asks shop.internal')
    const { ca, cert, key, ...unnamed } = wholeTls
    const lacking: readonly UpstreamTls[] = [
      { ...wholeTls, serverName: 'other.internal' },
      { ca: { file: 'shop/ca.pem' }, ...unnamed },
      { cert: { file: 'shop/cert.pem' }, key: { file: 'shop/key.pem' }, ...unnamed },
    ]
    for (const [index, tls] of lacking.entries()) {
      await stage.offer(snapshotOf(content(tls), { sequence: 2 + index }))
      assert.equal((await send(stage.port, '/api/x')).status, 502, `${index}`)
    }
    await stage.offer(snapshotOf(content(wholeTls), { sequence: 9 }))
    assert.equal((await send(stage.port, '/api/x')).status, 200)
  })

test('a probe shows what requests show', async (t) => {
  for (const speaking of [{}, { protocol: 'h2' }] as const) {
    const port = await startGuarded(t, 'protocol' in speaking ? 'h2' : 'http/1.1')
    const health = { path: '/healthz', interval: 1000 }
    const secrets = { folder: folderWith(t, allFiles), poll: 1000 }
    const { admin, offer } = await startStage(t, contentTo(port, wholeTls, { ...speaking, health }), { secrets })
    const isAvailable = async () => /target_available\{.*\} 1/.test(await (await admin('/metrics')).text())
    await offer(snapshotOf(contentTo(port, {}, { ...speaking, health }), { sequence: 2 }))
    await until(async () => !(await isAvailable()))
    await offer(snapshotOf(contentTo(port, wholeTls, { ...speaking, health }), { sequence: 3 }))
    await until(isAvailable)
  }
})

test('a snapshot that names what this gateway has not is refused whole, with the reason', async (t) => {
  const port = await startGuarded(t, 'http/1.1')
  const files = { ...allFiles, 'other.pem': server.key, 'no.pem': 'this is no certificate' }
  const stage = await startStage(t, contentTo(port, wholeTls), {
    secrets: { folder: folderWith(t, files), poll: 1000 },
  })
  const told: string[] = []
  const wrong: readonly UpstreamTls[] = [
    { ca: { file: 'shop/gone.pem' } },
    { ca: { file: 'shop/no.pem' } },
    { ...wholeTls, key: { file: 'shop/other.pem' } },
    { ca: { file: '../outside.pem' } },
    { cert: { file: 'shop/cert.pem' } },
  ]
  for (const tls of wrong) {
    await stage.offer(snapshotOf(contentTo(port, tls), { sequence: 2 }))
    const { refused } = await stage.config()
    told.push((refused as { reason: string }).reason)
  }
  assert.match(
    told[0] ?? '',
    /^upstream `api\/main` .*: the file `shop\/gone.pem` below `--secrets` cannot be read \(ENOENT\)$/,
  )
  assert.match(told[1] ?? '', /^upstream `api\/main` .*: `shop\/no.pem` cannot be used: /)
  assert.match(told[2] ?? '', /: `shop\/ca.pem`, `shop\/cert.pem`, `shop\/other.pem` cannot be used: .*mismatch/)
  assert.match(told[3] ?? '', /^the snapshot is malformed at `content.upstreams.0.tls.ca.file`/)
  assert.match(told[4] ?? '', /^the snapshot is malformed at `content.upstreams.0.tls`: has `cert` without `key`/)
  assert.equal((await send(stage.port, '/api/x')).status, 200)

  const bare = startStage(t, contentTo(port, wholeTls))
  await assert.rejects(bare, { code: 'APIGOV_SNAPSHOT_REFUSED', message: /started without `--secrets`/ })
})

test('a renewed certificate is shown from the next connection on, and one that does not fit its key is not', async (t) => {
  const port = await startGuarded(t, 'http/1.1')
  const folder = folderWith(t, allFiles)
  const at = (name: string) => join(folder, 'shop', name)
  const stage = await startStage(t, contentTo(port, wholeTls, { timeouts: { idle: 50 } }), {
    secrets: { folder, poll: 20 },
  })
  const shown = async () => (await send(stage.port, '/api/x')).text.split(' ')[0]
  const inParallel = async () => new Set(await Promise.all([shown(), shown(), shown(), shown()]))
  assert.equal(await shown(), 'gateway')
  const renewed = newIdentity({ subject: '/CN=renewed', names: 'DNS:gateway.internal', by: authority })
  writeFileSync(at('cert.pem'), renewed.cert)
  await until(() => stage.lines.some((line) => line.startsWith('what is in use for upstreams stays: `shop/ca.pem`')))
  assert.equal(await shown(), 'gateway')
  writeFileSync(at('key.pem'), renewed.key)
  await until(() => stage.lines.some((line) => line.endsWith('for upstreams in use')))
  // One connection is there already.
  assert((await inParallel()).has('renewed'))
})
