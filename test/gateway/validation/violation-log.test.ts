import assert from 'node:assert/strict'
import test from 'node:test'
import { ViolationLog } from '#gateway/validation/violation-log.ts'

test('of each route three are told a minute, and at its end how many more there were', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const log = new ViolationLog('request')
  const lines: string[] = []
  const report = (route: string, count: number) => {
    for (let index = 1; index <= count; index++) log.report(route, `wrong ${index}`, (line) => lines.push(line))
  }
  report('a', 5)
  report('b', 1)
  t.mock.timers.tick(60_000)
  report('a', 1)
  t.mock.timers.tick(60_000)
  assert.deepEqual(lines, [
    'a request to a is not as the contract has it: wrong 1',
    'a request to a is not as the contract has it: wrong 2',
    'a request to a is not as the contract has it: wrong 3',
    'a request to b is not as the contract has it: wrong 1',
    '2 more requests to a were not as the contract has them in the last minute',
    'a request to a is not as the contract has it: wrong 1',
  ])
  assert.deepEqual(
    [...log.counts],
    [
      ['a', 6],
      ['b', 1],
    ],
  )
})
