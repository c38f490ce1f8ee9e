import assert from 'node:assert/strict'
import test from 'node:test'
import { ApigovError, defineError, messageOf } from '#base/errors.ts'

const blobMissing = defineError(
  'APIGOV_BLOB_MISSING',
  (id: string) => `Git has no blob \`${id}\``,
  () => 'Run `git fsck`.',
)

test('an error carries its code, sentence and hint', () => {
  const { name, code, message, hint, cause } = blobMissing('abc')
  assert.deepEqual(
    { name, code, message, hint, cause },
    {
      name: 'ApigovError',
      code: 'APIGOV_BLOB_MISSING',
      message: 'Git has no blob `abc`',
      hint: 'Run `git fsck`.',
      cause: undefined,
    },
  )
  assert.ok(blobMissing('abc') instanceof ApigovError)
  assert.equal(blobMissing.code, 'APIGOV_BLOB_MISSING')
})

test('what went wrong underneath is kept as the cause, after the arguments', () => {
  const cause = new Error('exit 128')
  assert.equal(blobMissing('abc', cause).cause, cause)
})

test('anything thrown has a message', () => {
  assert.deepEqual([new Error('no'), 'text', 7, undefined].map(messageOf), ['no', 'text', '7', 'undefined'])
})
