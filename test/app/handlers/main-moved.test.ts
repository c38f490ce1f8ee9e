import assert from 'node:assert/strict'
import test from 'node:test'
import { mainMoved } from '#app/handlers/main-moved.ts'
import { calls, recordedPayload } from './delivered.ts'

const push = recordedPayload('push')
const repository = { ...Object(push['repository']), default_branch: 'main' }

test('a push to the default branch has everything reconciled', async () => {
  assert.deepEqual(await calls(mainMoved, { ...push, repository, ref: 'refs/heads/main' }), [
    'reconcile Codertocat/Hello-World@7',
  ])
})

test('a push to another branch, or a tag of its name, is nothing to us', async () => {
  for (const ref of ['refs/heads/topic', 'refs/heads/deploy/dev', 'refs/tags/main'])
    assert.deepEqual(await calls(mainMoved, { ...push, repository, ref }), [])
})
