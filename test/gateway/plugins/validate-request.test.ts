import assert from 'node:assert/strict'
import type http from 'node:http'
import test, { type TestContext } from 'node:test'
import { requestsOf } from '#contract/requests.ts'
import { contractOf } from '../../contract/contract-source.ts'
import { contentOf, raw, routeOf, send, snapshotOf, startStage, startUpstream } from '../stage.ts'

const api = `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets/{id}.{format}:
    get:
      parameters:
        - { name: id, in: path, required: true, schema: { type: integer, minimum: 1 } }
        - { name: format, in: path, required: true, schema: { enum: [json, xml] } }
        - { name: limit, in: query, schema: { type: integer, maximum: 100 } }
        - { name: since, in: query, schema: { type: string, format: date } }
        - { name: tag, in: query, schema: { type: array, items: { type: string, pattern: '^(a+)+$' }, maxItems: 2 } }
        - { name: sizes, in: query, style: pipeDelimited, explode: false, schema: { type: array, items: { type: number } } }
        - { name: filter, in: query, content: { application/json: { schema: { type: object, required: [by] } } } }
        - { name: X-Tenant, in: header, required: true, schema: { type: string, minLength: 2 } }
        - { name: session, in: cookie, schema: { type: boolean } }
      responses: { '200': { description: ok } }
  /pets:
    post:
      requestBody:
        required: true
        content:
          application/json: { schema: { $ref: '#/components/schemas/Pet' } }
          text/*: {}
      responses: { '200': { description: ok } }
components:
  schemas:
    Pet:
      type: object
      required: [name]
      additionalProperties: false
      properties:
        name: { type: string, maxLength: 5 }
        age: { type: integer }
        friends: { type: array, items: { $ref: '#/components/schemas/Pet' } }
`

async function stageWith(t: TestContext, config: object = {}) {
  const origin = await startUpstream(t, async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    response.end(`${request.method} ${request.url} ${body}`)
  })
  const contract = { id: 'api/v1', ...requestsOf(contractOf({ 'a/o.yaml': api })) }
  const routes = Object.keys(contract.operations).map((operation) => {
    const [method = '', path = ''] = operation.split(' ')
    const plugins = [{ id: 'validate-request', config }]
    return routeOf({ id: `api/v1 ${operation}`, method, path: `/api${path}`, plugins })
  })
  const content = contentOf([origin], { routes, contracts: [contract] })
  const stage = await startStage(t, content)
  const get = async (path: string, headers: http.OutgoingHttpHeaders = {}) =>
    flaws(await send(stage.port, path, { headers: { 'x-tenant': 'acme', ...headers } }))
  const post = async (body: string, headers: http.OutgoingHttpHeaders = {}) =>
    flaws(
      await send(stage.port, '/api/pets', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      }),
    )
  return { ...stage, content, get, post }
}

/** What came back, or a line for each thing that was wrong. */
function flaws({ status, text }: { status: number; text: string }): unknown {
  if (status === 200) return text
  const { errors = [], detail } = JSON.parse(text)
  if (errors.length === 0) return `${status} ${detail}`
  return errors.map(
    (each: Record<string, string>) => `${each['in']} ${each['name'] ?? ''}${each['pointer']}: ${each['detail']}`,
  )
}

test('validate-request: what is as the contract has it goes on as it came', async (t) => {
  const { get, post } = await stageWith(t)
  const path = '/pets/7.json?limit=100&since=2026-11-21&tag=a&tag=aa&sizes=1%7C2.5&filter=%7B%22by%22:1%7D&other=1'
  assert.equal(await get(`/api${path}`, { cookie: 'a=b; session=true' }), `GET ${path} `)
  const body = '{ "name": "Rex", "friends": [{ "name": "Tom" }] }'
  assert.equal(await post(body), `POST /pets ${body}`)
  assert.equal(await post(body, { 'transfer-encoding': 'chunked' }), `POST /pets ${body}`)
  assert.equal(await post('anything', { 'content-type': 'text/csv; charset=utf-8' }), 'POST /pets anything')
})

test('validate-request: parameters of every place are read by their style, and all that is wrong is listed', async (t) => {
  const { get } = await stageWith(t)
  assert.deepEqual(
    await get('/api/pets/0.csv?limit=many&since=2026-02-30&tag=a&tag=b&tag=a&sizes=1%7Cx&filter=%7B%7D', {
      'x-tenant': 'a',
      cookie: 'session=1',
    }),
    [
      'path id: must be >= 1',
      'path format: must be equal to one of the allowed values: ["json","xml"]',
      'query limit: must be integer',
      'query since: must match format "date"',
      'query tag: must NOT have more than 2 items',
      'query tag/1: must match pattern "^(a+)+$"',
      'query sizes/1: must be number',
      "query filter: must have required property 'by'",
      'header x-tenant: must NOT have fewer than 2 characters',
      'cookie session: must be boolean',
    ],
  )
  assert.deepEqual(await get('/api/pets/1.json', { 'x-tenant': [] }), ['header x-tenant: is required'])
})

test('validate-request: a parameter that comes twice, or in no encoding, is not guessed at', async (t) => {
  const { get } = await stageWith(t)
  assert.deepEqual(await get('/api/pets/1.json?limit=1&limit=1000'), ['query limit: cannot be read'])
  assert.deepEqual(await get('/api/pets/1.json?since=%ff'), ['query since: cannot be read'])
  assert.deepEqual(await get('/api/pets/1.json?filter={'), ['query filter: cannot be read'])
  assert.deepEqual(await get('/api/pets/1.json?limit=0x10'), ['query limit: must be integer'])
  assert.deepEqual(await get('/api/pets/1.json?l%69mit=999'), ['query limit: must be <= 100'])
})

test('validate-request: bodies are judged to the last item, wherever in them', async (t) => {
  const { post, port } = await stageWith(t)
  assert.deepEqual(await post('{"age":1.5,"__proto__":{},"friends":[{"name":"Rex"},{"name":"Methuselah"}]}'), [
    "body : must have required property 'name'",
    'body : must NOT have additional properties `__proto__`',
    'body /age: must be integer',
    'body /friends/1/name: must NOT have more than 5 characters',
  ])
  assert.deepEqual(await post(''), ['body : is required'])
  assert.deepEqual(await post('{"name":"Rex"'), ['body : is no JSON'])
  assert.deepEqual(await post('[]'), ['body : must be object'])
  const latin1 =
    'POST /api/pets HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: 12\r\n\r\n{"name":"\xff"}'
  assert.match(await raw(port, latin1), /"detail":"is no JSON"/)
})

test('validate-request: a body of a type the contract has not is a 415, as is one nobody can look into', async (t) => {
  const { post } = await stageWith(t)
  const detail = '415 Send the body as `application/json` or `text/*`'
  assert.equal(await post('<a/>', { 'content-type': 'application/xml' }), detail)
  assert.equal(await post('{}', { 'content-type': 'constructor' }), detail)
  assert.equal(await post('{}', { 'content-encoding': 'gzip' }), '415 Send the body without a content coding')
})

test('validate-request: what is meant to exhaust it costs the sender more', async (t) => {
  const { get, post } = await stageWith(t)
  const began = performance.now()
  assert.deepEqual(await get(`/api/pets/1.json?tag=${'a'.repeat(8000)}b`), [
    'query tag/0: must match pattern "^(a+)+$"',
  ])
  assert.deepEqual(await post(`{"name":"Rex","friends":${'['.repeat(500_000)}`), ['body : is nested deeper than 200'])
  const many = `{"name":"Rex","friends":[${'1,'.repeat(400_000)}1]}`
  assert.deepEqual(await post(many), ['body /friends/0: must be object'])
  assert.equal(((await post(`{"name":"Rex","friends":[${'1,'.repeat(999)}1]}`)) as string[]).length, 20)
  assert.deepEqual(await post(`{"name":"Rex","${'x'.repeat(10_000)}":1}`), [
    `body : ${`must NOT have additional properties \`${'x'.repeat(200)}…\``.slice(0, 200)}…`,
  ])
  assert.equal(await post(' '.repeat(1024 * 1024 + 1)), '413 The body of the request is larger than this API takes')
  assert(performance.now() - began < 3000)
})

test('validate-request: report lets requests through and tells the operator, not more than the log can bear', async (t) => {
  const { post, lines, admin } = await stageWith(t, { mode: 'report' })
  assert.equal(await post('{"name":1}'), 'POST /pets {"name":1}')
  assert.equal(await post('<a/>', { 'content-type': 'application/xml' }), 'POST /pets <a/>')
  assert.deepEqual(
    lines.filter((line) => line.startsWith('a request')),
    [
      'a request to api/v1 POST /pets is not as the contract has it: body /name must be string',
      'a request to api/v1 POST /pets is not as the contract has it: body Send the body as `application/json` or `text/*`',
    ],
  )
  await Promise.all(Array.from({ length: 40 }, () => post('{"name":1}')))
  assert.equal(lines.filter((line) => line.startsWith('a request')).length, 3)
  assert.match(
    await (await admin('/metrics')).text(),
    /^apigov_gateway_contract_violations_total\{route="api\/v1 POST \/pets",of="request"\} 42$/m,
  )
})

test('validate-request: a snapshot that does not say what requests look like is refused', async (t) => {
  const { content, offer, config } = await stageWith(t)
  const { contracts: _, ...without } = content
  await offer(snapshotOf(without, { sequence: 2 }))
  assert.match(
    JSON.stringify(await config()),
    /does not compile: the snapshot does not say what its requests look like/,
  )
})

// Each wrong request cost its caller the connection, as one does whose length is in doubt.
test('validate-request: a caller keeps its connection when a request was wrong', async (t) => {
  const { port } = await stageWith(t)
  const head = 'POST /api/pets HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'
  const post = (body: string, more = '') => `${head}${more}Content-Length: ${body.length}\r\n\r\n${body}`
  const good = post('{"name":"Rex"}', 'Connection: close\r\n')
  const answers = await raw(port, `${post('{"age":1}')}GET /api/pets/0.json HTTP/1.1\r\nHost: a\r\n\r\n${good}`)
  assert.deepEqual(answers.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 400', 'HTTP/1.1 400', 'HTTP/1.1 200'])
})
