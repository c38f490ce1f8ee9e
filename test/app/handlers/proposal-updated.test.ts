import assert from 'node:assert/strict'
import test from 'node:test'
import { proposalUpdated } from '#app/handlers/proposal-updated.ts'
import { calls, recordedPayload } from './delivered.ts'

const opened = recordedPayload('pull_request.opened')
const review = ['reviewProposal Codertocat/Hello-World@7 2']

test('a proposal that is opened, pushed to or reopened is reviewed', async () => {
  for (const event of ['pull_request.opened', 'pull_request.synchronize', 'pull_request.reopened'])
    assert.deepEqual(await calls(proposalUpdated, recordedPayload(event)), review, event)
})

test('of edits only another base has a proposal reviewed', async () => {
  const edited = { ...opened, action: 'edited' }
  assert.deepEqual(await calls(proposalUpdated, { ...edited, changes: { base: { ref: { from: 'main' } } } }), review)
  assert.deepEqual(await calls(proposalUpdated, { ...edited, changes: { title: { from: 'A title' } } }), [])
})

test('a webhook that is no App’s is an error, not a review of something else', async () => {
  await assert.rejects(calls(proposalUpdated, { ...opened, installation: undefined }), TypeError)
})
