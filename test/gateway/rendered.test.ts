import assert from 'node:assert/strict'
import test from 'node:test'
import { compileGateway } from '#render/render.ts'
import { generateApiKey } from '#snapshot/api-key.ts'
import { shop, summaryOf } from '../render/shop.ts'
import { send, startStage, startUpstream } from './stage.ts'

test('what is rendered from a catalog is what the gateway reads, to the last key', async (t) => {
  const origin = await startUpstream(t, (request, response) => response.end(`${request.method} ${request.url}`))
  const key = generateApiKey()
  const contract = summaryOf('2.3.1', 'GET /charges/{id}', 'POST /charges !')
  const { content } = compileGateway({ ...shop(), contractOf: () => contract })
  const { port } = await startStage(t, {
    ...content,
    upstreams: content.upstreams.map((upstream) => ({ ...upstream, targets: [{ url: origin, weight: 1 }] })),
    consumers: content.consumers.map((consumer) => ({
      ...consumer,
      keys: consumer.keys.map((credential) => ({ ...credential, prefix: key.prefix, hash: key.hash, expires: null })),
    })),
  })
  const host = 'partners.acme.example'
  const answers = []
  for (const [method, path, headers] of [
    ['GET', '/payments/v2/charges/7?expand=1', { host, 'x-api-key': key.key }],
    ['POST', '/payments/v2/charges', { host, authorization: `Bearer ${key.key}` }],
    ['GET', '/payments/v2/charges/7', { host }],
    ['GET', '/payments/v2/refunds', { host, 'x-api-key': key.key }],
    ['GET', '/payments/v2/charges/7', { 'x-api-key': key.key }],
  ] as const) {
    const { status, text } = await send(port, path, { method, headers })
    answers.push(status === 200 ? text : status)
  }
  assert.deepEqual(answers, ['GET /charges/7?expand=1', 'POST /charges', 401, 404, 404])
})
