import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { canonicalOperation, type FingerprintParts, fingerprint, fingerprinter } from '#base/fingerprint.ts'

const parts: FingerprintParts = {
  rule: 'request-parameter-removed',
  catalog: 'acme',
  api: 'payments',
  version: 'v2',
  operation: 'GET /charges/{}',
  pointer: '/parameters/query/limit',
  subject: 'limit',
}

test('a fingerprint is what exceptions were written against, so its text never changes', () => {
  assert.equal(fingerprint(parts), 'fp1:af2e08e74e463d0482ca41349ea0d15d')
  assert.equal(fingerprint({ rule: 'path-trailing-slash' }), 'fp1:8cea3cead8a40c6d05c74d0ca00f82f3')
})

test('each part and the ordinal tell fingerprints apart, and so does which part a text stands in', () => {
  const others = Object.keys(parts).map((key) => fingerprint({ ...parts, [key]: 'other' }))
  const shifted = [
    fingerprint({ rule: 'r', catalog: 'a', api: 'bc' }),
    fingerprint({ rule: 'r', catalog: 'ab', api: 'c' }),
  ]
  const all = [fingerprint(parts), fingerprint(parts, 1), ...others, ...shifted]
  assert.equal(new Set(all).size, all.length)
})

test('a part that is missing and one that is undefined are the same', () => {
  assert.equal(fingerprint({ rule: 'r', api: undefined }), fingerprint({ rule: 'r' }))
})

test('equal findings of one run are told apart by their order', () => {
  const next = fingerprinter()
  const other = { ...parts, subject: 'offset' }
  assert.deepEqual(
    [next(parts), next(other), next(parts), next(parts)],
    [fingerprint(parts), fingerprint(other), fingerprint(parts, 1), fingerprint(parts, 2)],
  )
})

test('a renamed path parameter is the same operation', () => {
  assert.equal(canonicalOperation('get', '/pets/{petId}/toys/{toy}'), 'GET /pets/{}/toys/{}')
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1,8}$/), fc.stringMatching(/^[a-z]{1,8}$/), (one, other) => {
      assert.equal(canonicalOperation('PUT', `/a/{${one}}/b`), canonicalOperation('put', `/a/{${other}}/b`))
    }),
  )
})
