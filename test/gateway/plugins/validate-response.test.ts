import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import test, { type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { answersOf, requestsOf } from '#contract/requests.ts'
import type { PluginUse } from '#snapshot/snapshot.ts'
import { contractOf } from '../../contract/contract-source.ts'
import { contentOf, routeOf, send, snapshotOf, startStage, startUpstream } from '../stage.ts'

const api = `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    get:
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } }, text/csv: {} } }
        '204': { description: none }
        4xx: { description: wrong, content: { application/problem+json: { schema: { type: object, required: [title] } } } }
components:
  schemas:
    Pet:
      type: object
      required: [id, name, secret]
      properties:
        id: { type: integer, readOnly: true }
        name: { type: string }
        secret: { type: string, writeOnly: true }
`

async function stageWith(t: TestContext, answer: (response: ServerResponse) => void, more: readonly PluginUse[] = []) {
  const origin = await startUpstream(t, (_, response) => answer(response))
  const source = contractOf({ 'a/o.yaml': api })
  const contract = { id: 'api/v1', ...requestsOf(source), answers: answersOf(source) }
  const plugins = [...more, { id: 'validate-response', config: {} }]
  const route = routeOf({ id: 'api/v1 GET /pets', method: 'GET', path: '/api/pets', plugins })
  const content = contentOf([origin], { routes: [route], contracts: [contract] })
  const stage = await startStage(t, content)
  const told = async () => {
    // Judged beside the answer.
    await wait(20)
    return stage.lines.filter((line) => line.startsWith('an answer')).map((line) => line.split(' has it: ')[1])
  }
  return { ...stage, content, told }
}

const json = { 'content-type': 'application/json' }

const cases: Readonly<Record<string, { answer: (response: ServerResponse) => void; told: string[] }>> = {
  'as the contract has it': {
    answer: (response) => response.writeHead(200, json).end('{"id":1,"name":"Rex"}'),
    told: [],
  },
  'without what only answers have': {
    answer: (response) => response.writeHead(200, json).end('{"name":"Rex"}'),
    told: ["status 200 body must have required property 'id'"],
  },
  'wrong inside, in pieces': {
    answer: (response) => {
      response.writeHead(200, json).write('{"id":1,')
      setTimeout(() => response.end('"name":7}'), 20)
    },
    told: ['status 200 body /name must be string'],
  },
  'no JSON': { answer: (response) => response.writeHead(200, json).end('<a/>'), told: ['status 200 body is no JSON'] },
  'of another type': {
    answer: (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<a/>'),
    told: ['status 200 has a body of type `text/html`'],
  },
  'of a type that is not judged': {
    answer: (response) => response.writeHead(200, { 'content-type': 'text/csv' }).end('a,b'),
    told: [],
  },
  'of a status of its class': {
    answer: (response) => response.writeHead(404, { 'content-type': 'application/problem+json' }).end('{}'),
    told: ["status 404 body must have required property 'title'"],
  },
  'of a status that the contract has not': {
    answer: (response) => response.writeHead(500, json).end('{}'),
    told: ["status 500 is none of the contract's"],
  },
  'with no content': { answer: (response) => response.writeHead(204).end(), told: [] },
  'too large to be looked at': {
    answer: (response) => response.writeHead(200, json).end(`{"name":"${'x'.repeat(300_000)}"}`),
    told: [],
  },
  'in a coding': {
    answer: (response) => response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync('{}')),
    told: [],
  },
}
for (const [what, { answer, told }] of Object.entries(cases))
  test(`validate-response: an answer ${what} goes to the caller as it is, and the operator is told ${told.length === 0 ? 'nothing' : 'what is wrong'}`, async (t) => {
    const plain = await startUpstream(t, (_, response) => answer(response))
    const stage = await stageWith(t, answer)
    const wanted = await send(Number(new URL(plain).port), '/pets')
    const { status, text, headers } = await send(stage.port, '/api/pets')
    assert.deepEqual(
      { status, text, type: headers['content-type'], length: headers['content-length'] },
      {
        ...{ status: wanted.status, text: wanted.text },
        ...{ type: wanted.headers['content-type'], length: wanted.headers['content-length'] },
      },
    )
    assert.deepEqual(await stage.told(), told)
    assert.match(
      await (await stage.admin('/metrics')).text(),
      told.length === 0
        ? /^# TYPE apigov_gateway_contract_violations_total counter$/m
        : /^apigov_gateway_contract_violations_total\{route="api\/v1 GET \/pets",of="answer"\} 1$/m,
    )
  })

test('validate-response: sees the answer before it is compressed', async (t) => {
  const stage = await stageWith(
    t,
    (response) => response.writeHead(200, json).end(JSON.stringify({ id: 1, name: 7, more: 'x'.repeat(5_000) })),
    [{ id: 'compression', config: {} }],
  )
  const { headers } = await send(stage.port, '/api/pets', { headers: { 'accept-encoding': 'gzip' } })
  assert.equal(headers['content-encoding'], 'gzip')
  assert.deepEqual(await stage.told(), ['status 200 body /name must be string'])
})

test('validate-response: a snapshot that does not say what answers look like is refused', async (t) => {
  const { content, offer, config } = await stageWith(t, (response) => response.end())
  const contracts = content.contracts?.map(({ answers: _, ...requests }) => requests) ?? []
  await offer(snapshotOf({ ...content, contracts }, { sequence: 2 }))
  assert.match(JSON.stringify(await config()), /the snapshot does not say what its answers look like/)
})
