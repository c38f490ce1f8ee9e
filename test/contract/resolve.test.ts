import assert from 'node:assert/strict'
import test from 'node:test'
import { resolve } from '#contract/resolve.ts'
import { contractOf } from './contract-source.ts'

const contract = contractOf({
  'a/o.yaml': `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
components:
  schemas:
    Alias: { $ref: '#/components/schemas/Named' }
    Named: { $ref: '../shared/pet.yaml#/Pet%20a~1b', description: words only }
    Narrower: { $ref: '#/components/schemas/Alias', maxProperties: 3 }
`,
  'shared/pet.yaml': 'Pet a/b: { type: object, properties: { friend: { $ref: "#/Pet%20a~1b" } } }\n',
})
const ref = (name: string) => `#/components/schemas/${name}`

test('resolve: chains are followed over files to the value, and the same text gives the same object', () => {
  const found = resolve(contract, 'a/o.yaml', ref('Alias'))
  assert.deepEqual(found, {
    value: { type: 'object', properties: { friend: { $ref: '#/Pet%20a~1b' } } },
    file: 'shared/pet.yaml',
    pointer: '/Pet a~1b',
  })
  assert.equal(resolve(contract, 'a/o.yaml', ref('Alias')), found)
  assert.equal(resolve(contract, 'shared/pet.yaml', '#/Pet%20a~1b')?.value, found?.value)
})

test('resolve: a schema that says more beside its reference is a schema of its own', () => {
  assert.deepEqual(resolve(contract, 'shared/pet.yaml', `../a/o.yaml${ref('Narrower')}`), {
    value: { $ref: ref('Alias'), maxProperties: 3 },
    file: 'a/o.yaml',
    pointer: '/components/schemas/Narrower',
  })
})

test('resolve: what leads nowhere, outside or through a prototype is null', () => {
  for (const text of [ref('Gone'), 'gone.yaml', '/etc/passwd', 'https://a.example/b', '../../x', ref('constructor')])
    assert.equal(resolve(contract, 'a/o.yaml', text), null)
})
