import assert from 'node:assert/strict'
import test from 'node:test'
import { approvalChanged } from '#app/handlers/approval-changed.ts'
import { calls, recordedPayload } from './delivered.ts'

const submitted = recordedPayload('pull_request_review.submitted')
const saying = (state: string) => ({ ...submitted, review: { ...Object(submitted['review']), state } })

test('an approval, a rejection and a dismissal have the proposal reviewed', async () => {
  const review = ['reviewProposal Codertocat/Hello-World@7 2']
  assert.deepEqual(await calls(approvalChanged, saying('approved')), review)
  assert.deepEqual(await calls(approvalChanged, saying('changes_requested')), review)
  assert.deepEqual(await calls(approvalChanged, recordedPayload('pull_request_review.dismissed')), review)
})

test('a comment changes nobody’s mind', async () => {
  assert.deepEqual(await calls(approvalChanged, saying('commented')), [])
})
