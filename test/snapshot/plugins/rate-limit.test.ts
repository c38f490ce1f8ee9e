import assert from 'node:assert/strict'
import test from 'node:test'
import { rateLimitSchema } from '#snapshot/plugins/rate-limit.ts'

const parse = (config: unknown) => rateLimitSchema.config.safeParse(config)

test('rate-limit: a period is read as milliseconds and callers are counted by consumer unless said', () => {
  assert.deepEqual(parse({ requests: 600, per: '1m' }).data, { requests: 600, per: 60_000, by: 'consumer' })
})

test('rate-limit: a checked config checks again to itself, because snapshots carry checked configs', () => {
  const checked = parse({ requests: 10, per: 'month', burst: 2 }).data
  assert.deepEqual(parse(checked).data, checked)
})

test('rate-limit: refuses a period that is no duration, and keys it does not know', () => {
  assert.equal(parse({ requests: 1, per: 'soon' }).success, false)
  assert.equal(parse({ requests: 1, per: '0s' }).success, false)
  assert.equal(parse({ requests: 1, per: '1s', brust: 3 }).success, false)
})

test('rate-limit: refuses what does not go together, and two limits that would be one counter', () => {
  const messages = (config: unknown) => parse(config).error?.issues.map(({ message }) => message.split('\n')[0])
  assert.deepEqual(messages({ requests: 1, per: '1s', burst: 3, algorithm: 'sliding-window' }), [
    'A sliding window has no `burst`',
  ])
  assert.deepEqual(messages({ requests: 1, per: 'month', algorithm: 'token-bucket' }), [
    'A period of the calendar has no `algorithm`',
  ])
  const [bucket, window] = [
    { requests: 1, per: '1s' },
    { requests: 1, per: '1s', algorithm: 'sliding-window' },
  ]
  assert.equal(parse({ ...bucket, also: [window, { ...bucket, by: 'address' }] }).success, true)
  assert.deepEqual(messages({ ...bucket, also: [window, { requests: 2, per: 1000 }] }), [
    'Two limits count the same requests in the same period',
  ])
})
