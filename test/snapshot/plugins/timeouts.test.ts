import assert from 'node:assert/strict'
import test from 'node:test'
import { timeoutsSchema } from '#snapshot/plugins/timeouts.ts'

test('timeouts: are durations, one at least, and a checked config checks again to itself', () => {
  const checked = timeoutsSchema.config.parse({ head: '2s', total: '1m' })
  assert.deepEqual(checked, { head: 2_000, total: 60_000 })
  assert.deepEqual(timeoutsSchema.config.parse(checked), checked)
  for (const config of [{}, { head: '0s' }, { connect: '1s' }]) assert(!timeoutsSchema.config.safeParse(config).success)
})
