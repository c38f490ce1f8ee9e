import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { promisify } from 'node:util'
import { startGateway } from '#gateway/gateway.ts'
import { fileSource } from '#git/file-source.ts'
import { machineToolchain } from '#process/toolchain.ts'
import { makeSdks } from '#sdk/sdk.ts'
import { generateApiKey } from '#snapshot/api-key.ts'
import { run } from '../cli/run.ts'
import { scratchFolder } from '../git/scratch.ts'
import { compile, installNpm } from '../sdk/installed.ts'
import { machineOptions } from '../sdk/machine.ts'
import { smallCatalog } from '../workflow/catalogs.ts'

const contract = `openapi: 3.1.0
info: { title: Pets, version: 1.0.0, description: Pets. }
servers: [{ url: https://api.acme.example }]
security: [{ key: [] }]
paths:
  /pets/{id}:
    get:
      operationId: getPet
      summary: Find a pet
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses:
        "200": { description: The pet, content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
        default: { description: A problem, content: { application/problem+json: { schema: { type: object } } } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: x-api-key } }
  schemas:
    Pet: { type: object, required: [id, name], properties: { id: { type: integer }, name: { type: [string, "null"] } } }
`

test('the TypeScript client of a release calls the gateway that serves it, and is turned away without a key', async (t) => {
  const seen: string[] = []
  const pets = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`)
    response.setHeader('content-type', 'application/json')
    response.end('{"id":7,"name":null}')
  })
  t.after(() => pets.close())
  pets.listen(0, '127.0.0.1')
  await once(pets, 'listening')
  const { port } = pets.address() as AddressInfo

  const key = generateApiKey()
  const folder = scratchFolder(t)
  const catalog = {
    ...smallCatalog,
    'apis/pets/api.yaml': (smallCatalog['apis/pets/api.yaml'] ?? '').replace('auth: none', 'auth: { any: [api-key] }'),
    'apis/pets/environments/dev.yaml': `versions: { v1: latest }
listener: public
upstreams: { pets: { targets: [{ url: http://127.0.0.1:${port}, weight: 1 }] } }
`,
    'apis/pets/v1/openapi.yaml': contract,
    'consumers/web-shop.yaml': `title: Web shop
owner: pets-team
credentials: { dev: [{ kind: api-key, id: first, prefix: ${key.prefix}, hash: "${key.hash}" }] }
`,
    'plans/gold.yaml': 'limits: [{ requests: 100, per: 1s }]\napproval: owner\n',
    'subscriptions/pets/web-shop.yaml': 'grants: [{ version: v1, environments: [dev], plan: gold }]\n',
  }
  for (const [path, text] of Object.entries(catalog)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const rendered = await run(folder, 'render', '--env', 'dev', '--out', 'deploy')
  assert.deepEqual([rendered.code, rendered.stderr], [0, ''])
  const gateway = await startGateway({
    source: fileSource(join(folder, 'deploy')),
    host: '127.0.0.1',
    port: 0,
    adminPort: 0,
  })
  t.after(() => gateway.close())

  const { assets, notes } = await makeSdks(
    { api: 'pets', version: 'v1', semver: '1.0.0', bundle: { path: 'openapi.yaml', content: contract } },
    machineToolchain(machineOptions),
  )
  assert.deepEqual(notes, [])
  installNpm(folder, assets)
  const program = `
    import { Configuration, DefaultApi, ResponseError, type Pet } from 'pets-client'
    const [basePath = '', apiKey = ''] = process.argv.slice(2)
    const pet: Pet = await new DefaultApi(new Configuration({ basePath, apiKey })).getPet({ id: 7 })
    const refused = await new DefaultApi(new Configuration({ basePath })).getPet({ id: 7 }).catch((error: unknown) => error)
    const response = refused instanceof ResponseError ? refused.response : null
    console.log(JSON.stringify([pet, response?.status, response?.headers.get('content-type')]))
  `
  assert.deepEqual(await compile(folder, { 'program.ts': program }), [])
  const url = `http://127.0.0.1:${gateway.port}/pets/v1`
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'program.js'), url, key.key])
  assert.deepEqual(JSON.parse(stdout), [{ id: 7, name: null }, 401, 'application/problem+json'])
  assert.deepEqual(seen, ['GET /pets/7'], 'only the call with the key reached the pets')
})
