import assert from 'node:assert/strict'
import test from 'node:test'
import { summarise } from '#contract/summarise.ts'
import { contractOf } from './contract-source.ts'

test('a summary lists operations in the order written, those in other files too, and which of them ask for a credential', () => {
  const contract = contractOf({
    'o.yaml': `openapi: 3.0.3
info: { title: Pets, version: 2.1.0 }
security: [{ key: [] }]
paths:
  /pets:
    summary: All pets
    post: { operationId: addPet, summary: Adds a pet }
    get: { security: [] }
  /pets/{id}: { $ref: pet.yaml }
`,
    'pet.yaml': 'get: { deprecated: true, security: [{ key: [] }, {}] }\ndelete: { operationId: dropPet }\n',
  })
  const plain = { operationId: null, summary: '', deprecated: false }
  assert.deepEqual(summarise(contract), {
    title: 'Pets',
    kind: 'openapi',
    semver: '2.1.0',
    semverPlace: { file: 'o.yaml', line: 2, column: 22 },
    digest: contract.digest,
    operations: [
      { ...plain, method: 'POST', path: '/pets', operationId: 'addPet', summary: 'Adds a pet', secured: true },
      { ...plain, method: 'GET', path: '/pets', secured: false },
      { ...plain, method: 'GET', path: '/pets/{id}', deprecated: true, secured: false },
      { ...plain, method: 'DELETE', path: '/pets/{id}', operationId: 'dropPet', secured: true },
    ],
  })
})
