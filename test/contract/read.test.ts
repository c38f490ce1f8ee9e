import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { blobId } from '#base/tree.ts'
import { readContract } from '#contract/read.ts'
import { contractOf, sourceOf } from './contract-source.ts'

const head = 'openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\n'

/** Findings as `file:line:column rule: message. Help`. */
const told = (...args: Parameters<typeof sourceOf>) => {
  const { contract, findings } = readContract(sourceOf(...args))
  const lines = findings.map(
    ({ rule, message, place, help, severity }) =>
      `${place ? `${place.file}:${place.line}:${place.column} ` : ''}${severity} ${rule}: ${message}. ${help}`,
  )
  return { readable: contract !== null, lines }
}

test('a contract over several files: its closure is what it reaches, and no more', () => {
  const source = sourceOf({
    'apis/pets/openapi.yaml': `${head}paths:\n  /pets: { $ref: paths/pets.yaml }\n`,
    'apis/pets/paths/pets.yaml':
      "get:\n  responses:\n    '200': { $ref: '../../../shared/responses.json#/List%20of~1pets' }\n",
    'shared/responses.json':
      '{ "List of/pets": { "content": { "application/json": { "schema": { "$ref": "pet.yml" } } } }, "unused": { "content": { "a/b": { "schema": { "$ref": "gone.yaml" } } } } }',
    'shared/pet.yml': 'properties: { friends: { items: { $ref: "#" } }, $ref: { type: string } }\n',
    'shared/other.yaml': 'broken: [\n',
  })
  const { contract, findings, read } = readContract(source)
  assert.deepEqual(findings, [])
  const closure = ['apis/pets/openapi.yaml', 'apis/pets/paths/pets.yaml', 'shared/pet.yml', 'shared/responses.json']
  assert.deepEqual(read, closure)
  assert.deepEqual([...(contract?.files.keys() ?? [])].sort(), closure)
  assert.equal(contract?.openapi, '3.1')
  assert.equal(contract?.semver, '1.0.0')
  assert.equal(contract?.title, 'Pets')
})

test('the digest follows what is reached: not the order of files, not a file beside', () => {
  const files = {
    'a/o.yaml': `${head}components: { schemas: { A: { $ref: b.yaml } } }\n`,
    'a/b.yaml': 'type: string\n',
  }
  const { digest } = contractOf(files)
  assert.match(digest, /^[0-9a-f]{64}$/)
  assert.equal(contractOf({ ...files, 'a/c.yaml': 'x' }).digest, digest)
  assert.notEqual(contractOf({ ...files, 'a/b.yaml': 'type: number\n' }).digest, digest)
})

test('what looks like a reference in an example, a default, an enum or an extension is data', () => {
  const { readable, lines } = told({
    'openapi.yaml': `${head}paths:
  x-ref: { $ref: gone.yaml }
  /a:
    get:
      responses:
        '200':
          content:
            application/json:
              example: { $ref: gone.yaml }
              examples: { one: { value: { $ref: gone.yaml } } }
              schema:
                default: { $ref: gone.yaml }
                enum: [{ $ref: gone.yaml }]
                examples: [{ $ref: gone.yaml }]
                properties: { example: { $ref: '#/components/schemas/A' } }
components: { schemas: { A: {} } }
`,
  })
  assert.deepEqual({ readable, lines }, { readable: true, lines: [] })
})

const schema = (ref: string) => `${head}components:\n  schemas:\n    Pet: { type: object }\n    A: { $ref: '${ref}' }\n`
const inside = "the API's folder or the catalog's shared files, and refer to it there."

const refusedRefs: readonly (readonly [ref: string, told: string])[] = [
  [
    '/etc/passwd',
    `ref-outside: \`/etc/passwd\` is an absolute path, and only files of the catalog are read. Copy the file into ${inside}`,
  ],
  [
    'file:///etc/passwd',
    `ref-outside: \`file:///etc/passwd\` is an address, and nothing is fetched. Copy the file into ${inside}`,
  ],
  [
    'http://169.254.169.254/latest#/a',
    `ref-outside: \`http://169.254.169.254/latest#/a\` is an address, and nothing is fetched. Copy the file into ${inside}`,
  ],
  [
    '//evil.example/a.yaml',
    `ref-outside: \`//evil.example/a.yaml\` is an address, and nothing is fetched. Copy the file into ${inside}`,
  ],
  [
    '../../../secret.yaml',
    `ref-outside: \`../../../secret.yaml\` climbs out of what a contract may reach. Copy the file into ${inside}`,
  ],
  [
    '%2e%2e/%2e%2e/%2e%2e/x',
    `ref-outside: \`%2e%2e/%2e%2e/%2e%2e/x\` climbs out of what a contract may reach. Copy the file into ${inside}`,
  ],
  [
    '../billing/openapi.yaml',
    `ref-unresolved: \`../billing/openapi.yaml\` leads to \`apis/billing/openapi.yaml\`, which is not among the files of this contract. Correct the path, or copy the file into ${inside}`,
  ],
  [
    'link.yaml',
    'ref-outside: `link.yaml` leads to `apis/pets/link.yaml`, which is a symbolic link, and those are not followed. Put the file itself in its place.',
  ],
  [
    'huge.yaml',
    'ref-outside: `huge.yaml` leads to `apis/pets/huge.yaml`, which is larger than a file of a contract may be. Split it into files that refer to each other, or raise `maxContractBytes` in `apigov.yaml`.',
  ],
  [
    '#/components/schemas/Pat',
    'ref-unresolved: `#/components/schemas/Pat` leads nowhere in `apis/pets/openapi.yaml`. Did you mean `#/components/schemas/Pet`?',
  ],
  [
    '#/components/schemas/toString',
    'ref-unresolved: `#/components/schemas/toString` leads nowhere in `apis/pets/openapi.yaml`. Correct the pointer, or write what it leads to.',
  ],
  [
    '#Pet',
    'ref-unresolved: `#Pet` names an anchor that no schema has. Write `$anchor` in the schema it means (since OpenAPI 3.1), or use a JSON pointer, as in `#/components/schemas/Pet`.',
  ],
  [
    '#/components/schemas/A',
    'ref-circular: `#/components/schemas/A` leads around in a circle and never to a value. Let one reference of the circle lead to a value.',
  ],
  ['#/%zz', 'ref-unresolved: `#/%zz` has a broken percent-encoding. Write `%` as `%25`.'],
]

for (const [ref, expected] of refusedRefs)
  test(`a reference to ${ref} is an error that stands where the reference stands`, () => {
    const refused = { 'apis/pets/link.yaml': 'symlink', 'apis/pets/huge.yaml': 'too-large' } as const
    assert.deepEqual(told({ 'apis/pets/openapi.yaml': schema(ref) }, refused), {
      readable: false,
      lines: [`apis/pets/openapi.yaml:6:10 error ${expected}`],
    })
  })

test('a circle over two components and a reference in place of all paths are errors', () => {
  const circle = `components:\n  schemas:\n    A: { $ref: '#/components/schemas/B' }\n    B: { $ref: '#/components/schemas/A' }\n`
  assert.deepEqual(told({ 'o.yaml': `${head}paths: { $ref: paths.yaml }\n${circle}`, 'paths.yaml': '{}' }).lines, [
    'o.yaml:3:10 error ref-misplaced: A `$ref` cannot stand for all of `paths`. Write the names here, each with a `$ref` of its own.',
    'o.yaml:6:10 error ref-circular: `#/components/schemas/B` leads around in a circle and never to a value. Let one reference of the circle lead to a value.',
    'o.yaml:7:10 error ref-circular: `#/components/schemas/A` leads around in a circle and never to a value. Let one reference of the circle lead to a value.',
  ])
})

test('a discriminator may name schemas or refer to them; the references must lead somewhere', () => {
  const mapping =
    "discriminator: { propertyName: kind, mapping: { cat: Cat, dog: './dog.yaml', fox: '#/components/schemas/Fox' } }"
  assert.deepEqual(
    told({ 'o.yaml': `${head}components:\n  schemas:\n    Pet:\n      ${mapping}\n`, 'dog.yaml': '{}' }).lines,
    [
      'o.yaml:6:84 error ref-unresolved: `#/components/schemas/Fox` leads nowhere in `o.yaml`. Correct the pointer, or write what it leads to.',
    ],
  )
})

test('a file that cannot be parsed is told once, where it breaks, however often it is referred to', () => {
  const files = { 'o.yaml': schema('b.yaml#/a').replace('{ type: object }', '{ $ref: b.yaml }'), 'b.yaml': 'a: "cut' }
  assert.deepEqual(told(files), {
    readable: false,
    lines: [
      'b.yaml:1:8 error contract-unreadable: The file ends in the middle of a value. Check that the file was written to its end, and close the quote or bracket.',
    ],
  })
})

const unsupported: readonly (readonly [text: string, told: string])[] = [
  [
    'swagger: "1.2"\n',
    'o.yaml:1:1 error contract-unsupported: Swagger `1.2` is not supported. Write the contract in OpenAPI 3.0, 3.1 or 3.2, or in Swagger 2.0.',
  ],
  [
    'openapi: 4.0.0\n',
    'o.yaml:1:1 error contract-unsupported: OpenAPI `4.0.0` is not supported. Write the contract in OpenAPI 3.0, 3.1 or 3.2, or in Swagger 2.0.',
  ],
  [
    'openapi: 3.1\n',
    'o.yaml:1:1 error contract-unsupported: `openapi` is a number here. Write the whole version in quotes, as in `openapi: "3.1.0"`.',
  ],
  [
    '- a\n',
    'o.yaml:1:1 error contract-unsupported: This is not an OpenAPI document. Begin the contract with `openapi: 3.1.0`.',
  ],
]
for (const [text, expected] of unsupported)
  test(`not a contract: ${text.trim()}`, () => {
    assert.deepEqual(told({ 'o.yaml': text }), { readable: false, lines: [expected] })
  })

test('an entry file that is not there, or is a symbolic link, is an error', () => {
  assert.deepEqual(
    readContract({ ...sourceOf({}), entry: 'o.yaml' }).findings.map(({ message, place }) => [message, place]),
    [['`o.yaml` is not among the files of this contract', null]],
  )
  assert.deepEqual(told({}, { 'openapi.yaml': 'symlink' }).lines, [
    'openapi.yaml:1:1 error contract-unreadable: `openapi.yaml` is a symbolic link, and those are not followed. Put the file itself in its place.',
  ])
})

test('a wrong info.version is an error, and the rest of the contract can still be judged', () => {
  assert.deepEqual(told({ 'o.yaml': 'openapi: 3.0.3\ninfo:\n  version: 1.10\npaths: {}\n' }), {
    readable: true,
    lines: [
      'o.yaml:3:3 error info-version-unquoted: `info.version` is the number 1.1, not a text. Put it in quotes: unquoted, `1.10` is the number 1.1.',
    ],
  })
  assert.deepEqual(told({ 'o.yaml': 'openapi: 3.0.3\ninfo: { title: x }\npaths: {}\n' }), {
    readable: true,
    lines: [
      'o.yaml:2:1 error info-version-missing: The contract has no `info.version`. Write the release of the API there, as in `version: 1.0.0`.',
    ],
  })
})

test('fingerprints survive moves, reformatting and another spelling of the path', () => {
  const before = readContract(sourceOf({ 'o.yaml': schema('gone.yaml') })).findings
  const after = readContract(sourceOf({ 'new/o.yaml': `# head\n\n${schema('gone.yaml')}` })).findings
  assert.deepEqual(
    before.map((finding) => finding.fingerprint),
    after.map((finding) => finding.fingerprint),
  )
})

test("GitHub's whole description is a contract", () => {
  const bytes = readFileSync(
    new URL('../../node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url),
  )
  const { contract, findings } = readContract({
    ...sourceOf({}),
    entry: 'github.json',
    files: new Map([['github.json', { bytes, blob: blobId(bytes) }]]),
  })
  assert.deepEqual(findings, [])
  assert.equal(contract?.openapi, '3.0')
})

/** A shared file that is missing was told as often as it was referred to: a page of findings for one mistake. */
test('what references lead to in vain is told once, where it is first referred to, with their number', () => {
  const lost = ['a', 'b', 'c'].map((name) => `    ${name}: { $ref: '../lost.yaml#/schemas/${name}' }\n`).join('')
  const here = "    d: { $ref: '#/gone' }\n    e: { $ref: '#/gone' }\n    f: { $ref: '#/gone2' }\n"
  const away = "    g: { $ref: 'https://a.example/x.yaml#/a' }\n    h: { $ref: 'https://a.example/x.yaml#/b' }\n"
  const { lines } = told({ 'apis/o.yaml': `${head}components:\n  schemas:\n${lost}${here}${away}` })
  assert.deepEqual(lines, [
    `apis/o.yaml:5:10 error ref-unresolved: \`../lost.yaml#/schemas/a\` leads to \`lost.yaml\`, which is not among the files of this contract (3 references). Correct the path, or copy the file into ${inside}`,
    'apis/o.yaml:8:10 error ref-unresolved: `#/gone` leads nowhere in `apis/o.yaml` (2 references). Correct the pointer, or write what it leads to.',
    'apis/o.yaml:10:10 error ref-unresolved: `#/gone2` leads nowhere in `apis/o.yaml`. Correct the pointer, or write what it leads to.',
    `apis/o.yaml:11:10 error ref-outside: \`https://a.example/x.yaml#/a\` is an address, and nothing is fetched (2 references). Copy the file into ${inside}`,
  ])
})
