import assert from 'node:assert/strict'
import test from 'node:test'
import { semanticPartsOf } from '#contract/semantic-pointer.ts'
import { contractOf } from './contract-source.ts'

const contract = contractOf({
  'a/o.yaml': `openapi: 3.0.3
info: { title: Pets, version: 1.0.0 }
paths:
  /pets/{id}: { get: { responses: { '200': { $ref: ../shared/responses.yaml#/Pet } } } }
  /dogs/{id}: { $ref: dogs.yaml }
  /cats/{id}: { $ref: 'paths.yaml#/~1cats' }
components: { schemas: { Pet: { $ref: ../shared/pet.yaml } } }
`,
  'a/dogs.yaml': 'get: {}\n',
  'a/paths.yaml': '/cats: { get: {} }\n',
  'shared/responses.yaml': 'Pet: { description: d }\n',
  'shared/pet.yaml': 'properties: { name: {} }\n',
})

const cases: readonly (readonly [file: string, pointer: string, operation: string | undefined, pointer: string])[] = [
  ['a/o.yaml', '/info/version', undefined, '/info/version'],
  ['a/o.yaml', '/paths/~1pets~1{id}', '* /pets/{}', ''],
  ['a/o.yaml', '/paths/~1pets~1{id}/get/responses/200', 'GET /pets/{}', '/responses/200'],
  ['a/o.yaml', '/components/schemas/Pet/properties/name', undefined, '/Pet/properties/name'],
  ['a/dogs.yaml', '/get/responses', 'GET /dogs/{}', '/responses'],
  ['a/paths.yaml', '/~1cats/get', 'GET /cats/{}', ''],
  ['shared/responses.yaml', '/Pet/content', undefined, '/Pet/content'],
  ['shared/pet.yaml', '/properties/name', undefined, '/pet/properties/name'],
]

for (const [file, pointer, operation, semantic] of cases)
  test(`in a fingerprint, ${file}#${pointer} is ${operation ?? ''} ${semantic}`, () => {
    const parts = semanticPartsOf(contract, file, pointer)
    assert.deepEqual([parts.operation, parts.pointer], [operation, semantic])
  })
