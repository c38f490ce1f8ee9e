import assert from 'node:assert/strict'
import test from 'node:test'
import { unenforceable } from '#snapshot/enforceable.ts'
import type { AuthMethod } from '#snapshot/snapshot.ts'

test('keys can always be checked, and tokens where an issuer is trusted', () => {
  const issuer = { id: 'id', issuer: 'https://id.acme.example', audience: 'apis' }
  const answers = (['any', 'all'] as const).flatMap((kind) =>
    ([['api-key'], ['jwt'], ['api-key', 'jwt']] satisfies AuthMethod[][]).map((methods) => {
      const [without, trusting] = [[], [issuer]].map((issuers) => unenforceable({ kind, methods }, issuers) === null)
      return `${kind} of ${methods.join(', ')}: ${without}, ${trusting}`
    }),
  )
  assert.deepEqual(answers, [
    'any of api-key: true, true',
    'any of jwt: false, true',
    'any of api-key, jwt: true, true',
    'all of api-key: true, true',
    'all of jwt: false, true',
    'all of api-key, jwt: false, true',
  ])
  assert.equal(unenforceable({ kind: 'none' }, []), null)
})
