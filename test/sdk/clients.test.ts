import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { machineToolchain } from '#process/toolchain.ts'
import { makeSdks, type SdkAsset } from '#sdk/sdk.ts'
import { compile, installNpm } from './installed.ts'
import { machineOptions } from './machine.ts'

const run = promisify(execFile)

const pets = `
openapi: 3.1.0
info: { title: Pets, version: 1.2.0 }
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses:
        '200': { description: The pet., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
  /pets:
    post:
      operationId: addPet
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses:
        '201': { description: The pet., content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
components:
  schemas:
    Pet:
      type: object
      required: [id, name, kind, owner, code]
      properties:
        id: { type: integer }
        name: { type: [string, 'null'] }
        kind: { const: pet }
        size: { oneOf: [{ const: small, description: Fits a bag. }, { const: large }] }
        owner: { anyOf: [{ $ref: '#/components/schemas/Owner' }, { type: 'null' }] }
        code: { type: [string, integer] }
        weight: { type: number, exclusiveMinimum: 0 }
    Owner:
      type: object
      required: [email]
      properties: { email: { type: string } }
`

test('the TypeScript client of a 3.1 contract compiles, keeps its types and is called over HTTP', async (t) => {
  const folder = temporary(t)
  const { assets, notes } = await makeSdks(
    { api: 'pets', version: 'v1', semver: '1.2.0', bundle: { path: 'openapi.yaml', content: pets } },
    machineToolchain(machineOptions),
  )
  assert.deepEqual(notes, [])
  installNpm(folder, assets)
  const seen: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push(`${request.method} ${request.url} ${body}`.trim())
    response.setHeader('content-type', 'application/json')
    response.end('{"id":7,"name":null,"kind":"pet","size":"small","owner":{"email":"a@example.com"},"code":5}')
  })
  server.listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')

  const program = `
    import { Configuration, DefaultApi, type Pet } from 'pets-client'
    const api = new DefaultApi(new Configuration({ basePath: process.argv[2]! }))
    const pet = await api.getPet({ id: 7 })
    const name: string | null = pet.name
    const size: 'small' | 'large' | undefined = pet.size
    const email: string | undefined = pet.owner?.email
    const code: string | number = pet.code
    const kind: 'pet' = pet.kind
    const added = await api.addPet({ pet: { ...pet, owner: null, code: 'a' } satisfies Pet })
    console.log(JSON.stringify([name, size, email, code, kind, added.id]))
  `
  assert.deepEqual(await compile(folder, { 'program.ts': program }), [])
  const { port } = server.address() as AddressInfo
  const { stdout } = await run(process.execPath, [join(folder, 'program.js'), `http://127.0.0.1:${port}`])
  assert.deepEqual(JSON.parse(stdout), [null, 'small', 'a@example.com', 5, 'pet', 7])
  assert.deepEqual(seen, [
    'GET /pets/7',
    'POST /pets {"id":7,"name":null,"kind":"pet","size":"small","owner":null,"code":"a"}',
  ])

  const wrong = {
    'null-name.ts': 'const name: string = pet.name',
    'other-kind.ts': "pet.kind = 'cat'",
    'other-size.ts': "pet.size = 'medium'",
    'null-owner.ts': 'pet.owner.email',
    'other-code.ts': 'pet.code = true',
    'text-id.ts': "pet.id = 'seven'",
  }
  const sources = Object.entries(wrong).map(([name, line]) => [
    name,
    `import type { Pet } from 'pets-client'\ndeclare const pet: Pet\n${line}\n`,
  ])
  assert.deepEqual(await compile(folder, Object.fromEntries(sources)), Object.keys(wrong).sort())
})

test('the Python client is a source distribution with what its code imports', async (t) => {
  const folder = temporary(t)
  const { assets } = await makeSdks(
    { api: 'pets', version: 'v1', semver: '1.2.0', bundle: { path: 'openapi.yaml', content: pets } },
    machineToolchain(machineOptions),
  )
  const source = unpack(folder, assets, 'pets_client-1.2.0.tar.gz')
  const names = `
import ast, pathlib, sys, tomllib
root = pathlib.Path(sys.argv[1])
project = tomllib.loads((root / 'pyproject.toml').read_text())['project']
imported = {node.module.split('.')[0] for path in root.glob('pets_client/**/*.py') for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom) and node.module}
print(project['name'], project['version'], *sorted(imported - set(sys.stdlib_module_names)))
print(*sorted(line.split()[0] for line in project['dependencies']))
`
  const { stdout } = await run('python3', ['-I', '-c', names, join(source, 'pets_client-1.2.0')])
  assert.deepEqual(stdout.trim().split('\n'), [
    'pets-client 1.2.0 dateutil pets_client pydantic pydantic_core typing_extensions urllib3',
    'pydantic python-dateutil typing-extensions urllib3',
  ])
})

test('what a hostile contract says stays text in the clients', async (t) => {
  const folder = temporary(t)
  const hostile = `*/ pwned(); /* """ + pwned() + """ ''' pwned() ''' \`\${pwned()}\` ", pwned(), "`
  const text = JSON.stringify(hostile)
  const contract = `{
    "openapi": "3.1.0", "info": { "title": ${text}, "version": "1.0.0", "description": ${text}, "contact": { "name": ${text} } },
    "servers": [{ "url": ${text}, "description": ${text} }], "tags": [{ "name": ${text}, "description": ${text} }],
    "paths": { "/pets": { "post": {
      "operationId": ${text}, "summary": ${text}, "description": ${text}, "tags": [${text}, "../../pwned"],
      "parameters": [{ "name": "q", "in": "query", "description": ${text}, "schema": { "type": "string", "enum": [${text}], "default": ${text} } }],
      "requestBody": { "description": ${text}, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Pet" } } } },
      "responses": { "204": { "description": ${text} } } } } },
    "components": { "schemas": { "Pet": { "type": "object", "title": ${text}, "description": ${text}, "properties": {
      "name": { "type": "string", "description": ${text}, "pattern": ${text}, "example": ${text} } } } } } }`
  const { assets, notes } = await makeSdks(
    { api: 'pets', version: 'v1', semver: '1.0.0', bundle: { path: 'openapi.json', content: contract } },
    machineToolchain(machineOptions),
  )
  // Code that called a function nobody declared would not have compiled as TypeScript; Python is looked through.
  assert.deepEqual(notes, [])
  installNpm(folder, assets)
  const source = unpack(folder, assets, 'pets_client-1.0.0.tar.gz')
  const calls = `
import ast, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).rglob('*.py')):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Name) and node.id == 'pwned': print(path, node.lineno)
`
  const { stdout } = await run('python3', ['-I', '-c', calls, source])
  assert.equal(stdout, '')
})

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'apigov-test-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

function unpack(folder: string, assets: readonly SdkAsset[], name: string): string {
  const archive = assets.find((asset) => asset.name === name)
  assert.ok(archive, `one of the archives is ${name}`)
  execFileSync('tar', ['xzf', '-', '-C', folder], { input: archive.content })
  return folder
}
