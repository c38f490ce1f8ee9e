import assert from 'node:assert/strict'
import { once } from 'node:events'
import type http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import tls from 'node:tls'
import type { TlsIdentity } from '#gateway/traffic.ts'
import { newIdentity } from './identity.ts'
import { contentOf, send, startStage, startUpstream } from './stage.ts'

test('callers come over TLS, and upstreams are told so', async (t) => {
  const tls = newIdentity()
  const origin = await startUpstream(t, (request, response) => response.end(request.headers['x-forwarded-proto']))
  const { port } = await startStage(t, contentOf([origin]), { tls })
  const agent = new https.Agent({ keepAlive: true, ca: tls.cert })
  t.after(() => agent.destroy())
  for (let round = 0; round < 2; round++) {
    const request = https.get({ host: 'localhost', port, path: '/api/x', agent })
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    assert.equal(String(Buffer.concat(await response.toArray())), 'https')
    assert.equal(request.reusedSocket, round === 1)
  }
  // In the clear nothing is said.
  await assert.rejects(send(port, '/api/x'))
})

test('a certificate that cannot be used is told at the start', async (t) => {
  const identity = { cert: 'no certificate', key: 'no key' }
  await assert.rejects(startStage(t, contentOf(['http://127.0.0.1:9']), { tls: identity }), {
    code: 'APIGOV_GATEWAY_TLS_UNUSABLE',
  })
})

test('an upstream is reached over TLS where its certificate is good, over kept connections', async (t) => {
  const [good, unknown] = [newIdentity(), newIdentity()]
  const before = tls.getCACertificates('default')
  tls.setDefaultCACertificates([...before, good.cert])
  t.after(() => tls.setDefaultCACertificates(before))
  let connections = 0
  const start = async (identity: TlsIdentity) => {
    const server = https.createServer(identity, async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      response.end(`${request.method} ${request.url} ${body}`)
    })
    t.after(() => server.close())
    server.on('secureConnection', () => {
      connections += 1
    })
    server.listen(0, 'localhost')
    await once(server, 'listening')
    return `https://localhost:${(server.address() as AddressInfo).port}`
  }
  const trusted = await startStage(t, contentOf([await start(good)]))
  const large = 'x'.repeat(200_000)
  assert.equal((await send(trusted.port, '/api/x')).text, 'GET /x ')
  assert.equal((await send(trusted.port, '/api/y', { method: 'POST', body: large })).text, `POST /y ${large}`)
  assert.equal(connections, 1)
  const wary = await startStage(t, contentOf([await start(unknown)]))
  assert.equal((await send(wary.port, '/api/x')).status, 502)
})
