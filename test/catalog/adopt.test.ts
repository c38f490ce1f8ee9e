import assert from 'node:assert/strict'
import test from 'node:test'
import { blobId } from '#base/tree.ts'
import { adopt, adoptionFile, berths } from '#catalog/adopt.ts'
import { readContract } from '#contract/read.ts'

function adopted(title: string, version: string) {
  const bytes = new TextEncoder().encode(JSON.stringify({ openapi: '3.1.0', info: { title, version }, paths: {} }))
  const files = new Map([['openapi.json', { blob: blobId(bytes), bytes }]])
  const identity = { catalog: '', api: '', version: '' }
  const source = { entry: 'openapi.json', files, refused: new Map(), identity }
  const { contract } = readContract(source)
  assert.ok(contract)
  const [berth] = berths([contract])
  assert.ok(berth)
  return { contract, source, berth }
}

const places: readonly (readonly [title: string, version: string, path: string])[] = [
  ['Payments', '2.3.1', 'apis/payments/v2/openapi.json'],
  ['Café Orders API', '0.9.0', 'apis/cafe-orders/v0/openapi.json'],
  ['API', '2024-01', 'apis/api/v1/openapi.json'],
  ['../../etc/passwd', '1.0.0', 'apis/etc-passwd/v1/openapi.json'],
  ['決済', '1.0.0', 'apis/api/v1/openapi.json'],
  ['x'.repeat(80), '1.0.0', `apis/${'x'.repeat(63)}/v1/openapi.json`],
]

for (const [title, version, path] of places)
  test(`\`${title.slice(0, 20)}\` ${version} is brought in at \`${path.slice(0, 40)}\``, () => {
    assert.equal(adopt([adopted(title, version)], 'team')[1]?.path, path)
  })

test('a title that YAML would read otherwise stays what it is', () => {
  const { content } = adopt([adopted('Yes: "no" # never', '1.0.0')], 'team')[0] ?? {}
  assert.match(String(content), /^title: "Yes: \\"no\\" # never"\nsummary: "Yes: \\"no\\" # never\."\n/m)
})

test('several contracts of one title and one major are several APIs, of several majors versions of one', () => {
  const contracts = [
    adopted('Pets', '1.0.0'),
    adopted('Pets', '1.4.0'),
    adopted('Pets', '2.0.0'),
    adopted('x'.repeat(80), '1.0.0'),
    adopted('x'.repeat(80), '1.0.0'),
  ]
  assert.deepEqual(
    berths(contracts.map(({ contract }) => contract)).map(({ folder }) => folder),
    ['apis/pets/v1', 'apis/pets-2/v1', 'apis/pets/v2', `apis/${'x'.repeat(63)}/v1`, `apis/${'x'.repeat(61)}-2/v1`],
  )
})

test('an adoption names what is brought in, in order', () => {
  const { berth } = adopted('Pets', '1.0.0')
  const { path, content } = adoptionFile([berth, { ...berth, api: 'orders' }], '2026-11-20', '2027-02-18')
  assert.equal(path, 'adoptions/2026-11-20.yaml')
  assert.match(String(content), /^expires: 2027-02-18\ncontracts:\n {2}- orders\/v1\n {2}- pets\/v1\n$/m)
})
