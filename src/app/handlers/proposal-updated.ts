import { defineHandler, repositoryOf } from '../handler.ts'

export const proposalUpdated = defineHandler({
  id: 'proposal-updated',
  summary: 'Reviews a proposal that was opened or pushed to, or whose base was changed.',
  on: ['pull_request.opened', 'pull_request.synchronize', 'pull_request.reopened', 'pull_request.edited'],
  async handle(payload, { reviewProposal }) {
    if (payload.action === 'edited' && !payload.changes.base) return
    await reviewProposal(repositoryOf(payload), payload.pull_request.number)
  },
})
