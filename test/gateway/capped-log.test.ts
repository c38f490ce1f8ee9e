import assert from 'node:assert/strict'
import test from 'node:test'
import { cappedLog } from '#gateway/capped-log.ts'

test('of a flood the first lines are told, and how many there were beyond them when the second is over', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const lines: string[] = []
  const { tell, close } = cappedLog((line) => void lines.push(line), 2)
  for (let n = 1; n <= 5; n++) tell(`${n}`)
  assert.deepEqual(lines.splice(0), ['1', '2'])
  t.mock.timers.tick(1_000)
  assert.deepEqual(lines.splice(0), ['lines of the last second that are left out here: 3'])
  tell('6')
  t.mock.timers.tick(1_000)
  for (let n = 7; n <= 9; n++) tell(`${n}`)
  close()
  assert.deepEqual(lines, ['6', '7', '8', 'lines of the last second that are left out here: 1'])
})
