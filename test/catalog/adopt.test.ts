import assert from 'node:assert/strict'
import test from 'node:test'
import { blobId } from '#base/tree.ts'
import { adopt } from '#catalog/adopt.ts'
import { readContract } from '#contract/read.ts'

function adopted(title: string, version: string) {
  const bytes = new TextEncoder().encode(JSON.stringify({ openapi: '3.1.0', info: { title, version }, paths: {} }))
  const files = new Map([['openapi.json', { blob: blobId(bytes), bytes }]])
  const identity = { catalog: '', api: '', version: '' }
  const source = { entry: 'openapi.json', files, refused: new Map(), identity }
  const { contract } = readContract(source)
  assert.ok(contract)
  return { contract, source }
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
    assert.equal(adopt([adopted(title, version)], 'team').files[1]?.path, path)
  })

test('a title that YAML would read otherwise stays what it is', () => {
  const { content } = adopt([adopted('Yes: "no" # never', '1.0.0')], 'team').files[0] ?? {}
  assert.match(String(content), /^title: "Yes: \\"no\\" # never"\nsummary: "Yes: \\"no\\" # never\."\n/m)
})
