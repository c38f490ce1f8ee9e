import { defineHandler, repositoryOf } from '../handler.ts'

export const approvalChanged = defineHandler({
  id: 'approval-changed',
  summary: 'Reviews a proposal anew when somebody approved it, rejected it, or took that back.',
  on: ['pull_request_review.submitted', 'pull_request_review.dismissed'],
  async handle(payload, { reviewProposal }) {
    // A comment changes nobody's mind.
    if (payload.action === 'submitted' && payload.review.state === 'commented') return
    await reviewProposal(repositoryOf(payload), payload.pull_request.number)
  },
})
