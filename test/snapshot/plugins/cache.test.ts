import assert from 'node:assert/strict'
import test from 'node:test'
import { cacheSchema } from '#snapshot/plugins/cache.ts'

test('cache: is for everyone unless said, and a checked config checks again to itself', () => {
  const checked = cacheSchema.config.parse({ largest: '10KiB' })
  assert.deepEqual(checked, { by: 'everyone', largest: 10_240 })
  assert.deepEqual(cacheSchema.config.parse(checked), checked)
  assert(!cacheSchema.config.safeParse({ by: 'address' }).success)
})
