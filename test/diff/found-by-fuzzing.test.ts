/** What fuzzing against oasdiff and against our own laws brought to light, each with the smallest contract that showed it. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { changesOf } from './contracts.ts'

const inRequest = (schema: string) => `
paths:
  /pets: { post: { requestBody: { content: { application/json: { schema: ${schema} } } }, responses: {} } }`
const inResponse = (schema: string) => `
paths:
  /pets: { get: { responses: { '200': { description: ok, content: { application/json: { schema: ${schema} } } } } } }`
const ids = (base: string, revision: string) =>
  changesOf(base, revision).map(({ impact, rule }) => `${impact} ${rule}`)

// A list without `minItems` has a minimum of 0. Written out it was a warning, and a real one was only dangerous.
test('fuzzing: a minimum of no items is no minimum, and one where there was none breaks', () => {
  assert.deepEqual(ids(inRequest('{ type: array }'), inRequest('{ type: array, minItems: 0 }')), [])
  assert.deepEqual(ids(inRequest('{ type: array }'), inRequest('{ type: array, minItems: 1 }')), [
    'breaking request-body-min-items-increased',
  ])
  assert.deepEqual(ids(inResponse('{ type: array, minItems: 1 }'), inResponse('{ type: array }')), [
    'breaking response-body-min-items-decreased',
  ])
})

// `minContains: 5` alone was called a narrower request, though there is nothing to count.
test('fuzzing: how many items `contains` must find says nothing where there is no `contains`', () => {
  assert.deepEqual(ids(inRequest('{ type: array }'), inRequest('{ type: array, minContains: 5 }')), [])
  assert.deepEqual(
    ids(
      inRequest('{ type: array, contains: { type: string } }'),
      inRequest('{ type: array, contains: { type: string }, minContains: 5 }'),
    ),
    ['breaking request-body-min-contains-increased'],
  )
})
