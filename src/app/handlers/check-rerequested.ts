import { defineHandler, repositoryOf } from '../handler.ts'

export const checkRerequested = defineHandler({
  id: 'check-rerequested',
  summary: 'Judges a proposal again when somebody asks for its checks to be run again.',
  on: ['check_run.rerequested', 'check_suite.rerequested'],
  async handle(payload, { reviewCommit }) {
    // `pull_requests` is empty for those of a fork; the commit is always there.
    const commit = 'check_run' in payload ? payload.check_run.head_sha : payload.check_suite.head_sha
    await reviewCommit(repositoryOf(payload), commit)
  },
})
