import assert from 'node:assert/strict'
import test from 'node:test'
import { parseDuration } from '#base/duration.ts'

test('a duration is a whole number and a unit', () => {
  assert.deepEqual(
    ['250ms', '30s', '5m', '2h', '1d', '0s'].map(parseDuration),
    [250, 30_000, 300_000, 7_200_000, 86_400_000, 0],
  )
})

test('anything else is no duration', () => {
  const wrong = ['', '5', 's', '-5s', '1.5h', '5 m', '5M', '1w', '5s ', '5s\n', '1e3s', '٣s', '12345678901d']
  assert.deepEqual(
    wrong.filter((text) => parseDuration(text) !== undefined),
    [],
  )
})
