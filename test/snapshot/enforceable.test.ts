import assert from 'node:assert/strict'
import test from 'node:test'
import { unenforceable } from '#snapshot/enforceable.ts'
import type { AuthMethod } from '#snapshot/snapshot.ts'

test('a gateway that checks keys alone can keep what a key is enough for', () => {
  const answers = (['any', 'all'] as const).flatMap((kind) =>
    ([['api-key'], ['jwt'], ['api-key', 'jwt']] satisfies AuthMethod[][]).map(
      (methods) => `${kind} of ${methods.join(', ')}: ${unenforceable({ kind, methods }) === null}`,
    ),
  )
  assert.deepEqual(answers, [
    'any of api-key: true',
    'any of jwt: false',
    'any of api-key, jwt: true',
    'all of api-key: true',
    'all of jwt: false',
    'all of api-key, jwt: false',
  ])
  assert.equal(unenforceable({ kind: 'none' }), null)
})
