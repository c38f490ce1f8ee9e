import assert from 'node:assert/strict'
import test from 'node:test'
import { concurrencySchema } from '#snapshot/plugins/concurrency.ts'

const parse = (config: unknown) => concurrencySchema.config.safeParse(config)

test('concurrency: counts by consumer unless said, and wants a number to count to', () => {
  assert.deepEqual(parse({ requests: 5 }).data, { requests: 5, by: 'consumer' })
  for (const config of [{}, { requests: 0 }, { requests: 1.5 }, { requests: 1, by: 'plan' }])
    assert(!parse(config).success)
})
