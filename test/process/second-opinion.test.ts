import assert from 'node:assert/strict'
import test from 'node:test'
import { secondOpinion } from '#process/second-opinion.ts'
import { contractOf } from '../diff/contracts.ts'

const pets = (schema: object, openapi = '3.0.3') =>
  contractOf(
    JSON.stringify({
      openapi,
      info: { title: 'Pets', version: '1.0.0' },
      paths: {
        '/pets': {
          get: { responses: { 200: { description: 'ok', content: { 'application/json': { schema } } } } },
        },
      },
    }),
  )
const text = pets({ type: 'string' })
const number = pets({ type: 'number' })

test('second opinion: where it says what we say, it agrees', async () => {
  assert.deepEqual(await secondOpinion(text, number, true), { tool: 'openapi-diff', outcome: 'agrees' })
  assert.deepEqual(await secondOpinion(text, text, false), { tool: 'openapi-diff', outcome: 'agrees' })
})

test('second opinion: where it says otherwise, it disagrees, and says what it calls breaking', async () => {
  assert.deepEqual(await secondOpinion(text, number, false), {
    tool: 'openapi-diff',
    outcome: 'disagrees',
    breaking: true,
    differences: ['response.body.scope.add at paths./pets.get.responses.200.content.application/json.schema'],
  })
  assert.deepEqual(await secondOpinion(text, text, true), {
    tool: 'openapi-diff',
    outcome: 'disagrees',
    breaking: false,
    differences: [],
  })
})

test('second opinion: what it cannot read or does not answer in time is said', async () => {
  assert.deepEqual(await secondOpinion(text, pets({ type: 'string' }, '3.1.0'), false), {
    tool: 'openapi-diff',
    outcome: 'none',
    because: 'it does not read OpenAPI 3.1',
  })
  // It multiplies alternatives out: 3 of 3 of 3 …
  const choice = (depth: number): object =>
    depth === 0
      ? { type: 'string' }
      : {
          oneOf: ['a', 'b', 'c'].map((name) => ({
            type: 'object',
            properties: { [name]: choice(depth - 1) },
            required: [name],
          })),
        }
  assert.deepEqual(
    await secondOpinion(pets(choice(5)), pets(choice(6)), false, { milliseconds: 1_500, megabytes: 2_048 }),
    { tool: 'openapi-diff', outcome: 'none', because: 'it took longer than 1.5 s' },
  )
})
