import assert from 'node:assert/strict'
import test from 'node:test'
import { unenforceable } from '#snapshot/enforceable.ts'
import type { AuthMethod } from '#snapshot/snapshot.ts'

test('keys can always be checked, and tokens where an issuer is trusted', () => {
  const issuer = { id: 'id', issuer: 'https://id.acme.example', audience: 'apis' }
  const answers = (['any', 'all'] as const).flatMap((kind) =>
    ([['api-key'], ['jwt'], ['api-key', 'jwt']] satisfies AuthMethod[][]).map((methods) => {
      const [without, trusting] = [[], [issuer]].map(
        (issuers) => unenforceable({ kind, methods }, issuers, false) === null,
      )
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
  assert.equal(unenforceable({ kind: 'none' }, [], false), null)
})

test('certificates can be checked where they are asked for', () => {
  const why = (kind: 'any' | 'all', methods: AuthMethod[]) => unenforceable({ kind, methods }, [], false)
  assert.equal(why('any', ['api-key', 'mtls']), null)
  assert.equal(
    why('all', ['api-key', 'mtls']),
    'asks for all of `api-key`, `mtls`, and nobody is asked for a certificate there',
  )
  assert.equal(
    why('any', ['jwt', 'mtls']),
    'asks for any of `jwt`, `mtls`, and no issuer of tokens is trusted there and nobody is asked for a certificate there',
  )
  assert.equal(unenforceable({ kind: 'all', methods: ['api-key', 'mtls'] }, [], true), null)
})
