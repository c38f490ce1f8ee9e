import { defineHandler, repositoryOf } from '../handler.ts'

export const mainMoved = defineHandler({
  id: 'main-moved',
  summary: 'Releases what was merged, and reviews open proposals against the new base.',
  on: ['push'],
  async handle(payload, { reconcile }) {
    if (payload.ref !== `refs/heads/${payload.repository.default_branch}`) return
    await reconcile(repositoryOf(payload))
  },
})
