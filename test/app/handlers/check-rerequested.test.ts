import assert from 'node:assert/strict'
import test from 'node:test'
import { checkRerequested } from '#app/handlers/check-rerequested.ts'
import { calls, recordedPayload } from './delivered.ts'

test('a check, or a suite of them, that is asked for again has its commit reviewed', async () => {
  for (const [event, subject] of [
    ['check_run.rerequested', 'check_run'],
    ['check_suite.rerequested', 'check_suite'],
  ] as const) {
    const payload = recordedPayload(event)
    const { full_name: name } = Object(payload['repository'])
    const { head_sha: commit } = Object(payload[subject])
    assert.deepEqual(await calls(checkRerequested, payload), [`reviewCommit ${name}@7 ${commit}`])
  }
})
