import assert from 'node:assert/strict'
import test from 'node:test'
import { scratchFolder, scratchRepository } from '../git/scratch.ts'
import { openapiCompany } from '../review/openapi-company.ts'
import { runIn, write } from './comparing.ts'

const swagger = (...properties: string[]) => `swagger: '2.0'
info: { title: Payments, version: 2.3.0, description: Takes payments., contact: { name: Payments team } }
host: api.acme.example
basePath: /payments/v2
schemes: [https]
produces: [application/json]
security: [{ key: [] }]
tags: [{ name: charges, description: Charges. }]
paths:
  /charges:
    get:
      operationId: listCharges
      summary: List charges
      description: Lists the charges.
      tags: [charges]
      responses:
        '200': { description: ok, schema: { $ref: '#/definitions/Charge' } }
definitions:
  Charge:
    type: object
    properties:
${properties.map((name) => `      ${name}: { type: string }`).join('\n')}
securityDefinitions:
  key: { type: apiKey, in: header, name: x-api-key }
`
const newest = (method: string) => `openapi: 3.2.0
info: { title: Payments, version: 2.3.0 }
paths:
  /charges:
    query: { responses: { '200': { summary: ok } } }
    additionalOperations: { ${method}: { security: [{ key: [] }], responses: { '200': { summary: ok } } } }
`

test('a contract in Swagger 2.0 is compared on the lines of its own file', async (t) => {
  const dir = scratchFolder(t)
  write(dir, { 'a.yaml': swagger('id', 'amount'), 'b.yaml': swagger('id') })
  assert.deepEqual(await runIn(dir, 'diff', 'a.yaml', 'b.yaml'), {
    code: 0,
    stderr: '',
    stdout: `GET /charges
  DANGEROUS \`amount\` of the response \`200\` was removed
    - amount: { type: string }  a.yaml:23:7
    Deprecate the property first and remove it when nobody uses it any more.
    response-optional-property-removed

1 dangerous: a minor version.
The meaning changes under the unchanged version \`2.3.0\`. Set \`info.version\` to
\`2.4.0\`.
    - info: { title: Payments, version: 2.3.0, description: Takes …  b.yaml:2:26
    + info: { title: Payments, version: 2.4.0, description: Takes …  b.yaml:2:26
`,
  })
})

test('a contract in Swagger 2.0 is linted as it is written, and by what it means', async (t) => {
  const dir = scratchFolder(t)
  write(dir, {
    'a.yaml': swagger('id').replace('schemes: [https]', 'schemes: [http]').replace('/charges:', '/charges/:'),
  })
  const { code, stdout } = await runIn(dir, 'lint', 'a.yaml', '--format', 'github')
  assert.deepEqual(
    [
      code,
      stdout
        .trim()
        .split('\n')
        .map((line) => /^::(\w+) .*line=(\d+).*title=([\w-]+)/.exec(line)?.slice(1).join(' ')),
    ],
    [1, ['warning 5 server-url-not-https', 'error 10 path-trailing-slash']],
  )
})

test('a gateway serves what a contract in Swagger 2.0 describes', async (t) => {
  const { dir, commit } = scratchRepository(t)
  commit({ ...openapiCompany, 'apis/payments/v2/openapi.yaml': swagger('id') })
  const { code, stdout } = await runIn(dir, 'render', '--env', 'dev')
  assert.deepEqual([code, JSON.parse(stdout).content.routes[0].id], [0, 'payments/v2 GET /charges'])
})

test('a gateway serves the new methods of OpenAPI 3.2, but none that HTTP servers do not know', async (t) => {
  const { dir, commit } = scratchRepository(t)
  commit({ ...openapiCompany, 'apis/payments/v2/openapi.yaml': newest('COPY') })
  const { code, stdout } = await runIn(dir, 'render', '--env', 'dev')
  const routes: readonly { readonly id: string }[] = JSON.parse(stdout).content.routes
  assert.deepEqual([code, routes.map(({ id }) => id)], [0, ['payments/v2 COPY /charges', 'payments/v2 QUERY /charges']])
  commit({ 'apis/payments/v2/openapi.yaml': newest('LIST') })
  const refused = await runIn(dir, 'render', '--env', 'dev')
  assert.deepEqual([refused.code, refused.stdout], [1, ''])
  assert.match(refused.stderr, /`payments\/v2` has `LIST \/charges`, and HTTP servers know no such method/)
})

const unreadable: readonly (readonly [what: string, text: string, sentence: string])[] = [
  ['a version nobody knows', 'openapi: 4.0.0\npaths: {}\n', 'OpenAPI `4.0.0` is not supported'],
  ['a version that is a number', 'openapi: 4.0\npaths: {}\n', '`openapi` is a number here'],
  ['a file of another kind', 'name: pets\n', 'This is not an OpenAPI document'],
  ['an empty file', '', 'The file is empty'],
  ['a file cut within a value', swagger('id').slice(0, 40), 'The file ends in the middle of a value'],
  ['a file cut after its head', newest('COPY').slice(0, 56), 'it describes nothing'],
  ['a file in Swagger 2.0 cut after its head', swagger('id').slice(0, 120), 'it describes nothing'],
]
for (const [what, text, sentence] of unreadable)
  test(`${what} is compared with nothing: exit 2 and one sentence`, async (t) => {
    const dir = scratchFolder(t)
    write(dir, { 'a.yaml': text, 'b.yaml': swagger('id') })
    for (const pair of [
      ['a.yaml', 'a.yaml'],
      ['a.yaml', 'b.yaml'],
      ['b.yaml', 'a.yaml'],
    ]) {
      const { code, stdout, stderr } = await runIn(dir, 'diff', ...pair)
      assert.deepEqual([code, stdout], [2, ''])
      assert.ok(stderr.startsWith(`error: \`a.yaml\` cannot be read as a contract: ${sentence}`), stderr)
    }
  })
