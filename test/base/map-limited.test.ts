import assert from 'node:assert/strict'
import test from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { mapLimited } from '#base/map-limited.ts'

test('answers come in the order of the items, and never more are asked at a time than said', async () => {
  let open = 0
  let most = 0
  const answers = await mapLimited([3, 1, 2, 0], 2, async (turns) => {
    most = Math.max(most, ++open)
    for (let turn = 0; turn < turns; turn++) await setImmediate()
    open--
    return turns * 10
  })
  assert.deepEqual({ answers, most }, { answers: [30, 10, 20, 0], most: 2 })
})

test('a failure is the caller’s', async () => {
  await assert.rejects(
    mapLimited([1], 2, async () => await Promise.reject(new Error('no'))),
    { message: 'no' },
  )
  assert.deepEqual(await mapLimited([], 2, async () => 1), [])
})
