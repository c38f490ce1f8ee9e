import assert from 'node:assert/strict'
import test from 'node:test'
import { type OpinionLimits, secondOpinions } from '#process/second-opinion.ts'

const pets = (schema: object, openapi = '3.0.3') =>
  JSON.stringify({
    openapi,
    info: { title: 'Pets', version: '1.0.0' },
    paths: {
      '/pets': {
        get: { responses: { 200: { description: 'ok', content: { 'application/json': { schema } } } } },
      },
    },
  })
const secondOpinion = async (base: string, revision: string, breaking: boolean, limits?: OpinionLimits) =>
  (await secondOpinions([{ base, revision, breaking }], limits))[0]
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

test('second opinion: it reads Swagger 2.0 as well', async () => {
  const lifted = (maximum: number) =>
    JSON.stringify({
      swagger: '2.0',
      info: { title: 'Pets', version: '1.0.0' },
      paths: {
        '/pets': {
          get: {
            parameters: [{ name: 'limit', in: 'query', type: 'integer', maximum }],
            responses: { 200: { description: 'ok', schema: { type: maximum > 50 ? 'string' : 'number' } } },
          },
        },
      },
    })
  assert.equal((await secondOpinion(lifted(100), lifted(10), true))?.outcome, 'agrees')
})

test('second opinion: the time is for all contracts together, and those that were not reached say so', async () => {
  const questions = [text, number, text].map((revision) => ({ base: text, revision, breaking: false }))
  const opinions = await secondOpinions(questions, { milliseconds: 1, megabytes: 256 })
  assert.deepEqual(
    opinions.map((opinion) => opinion.outcome === 'none' && opinion.because),
    ['it took longer than 0.001 s', ...Array(2).fill('it took longer than 0.001 s for all contracts')],
  )
})
