import { defineHandler } from '../handler.ts'

export const installed = defineHandler({
  id: 'installed',
  summary: 'Looks at every repository the App was installed on.',
  on: ['installation.created', 'installation.unsuspend', 'installation_repositories.added'],
  async handle(payload, { reconcile }) {
    const added = 'repositories_added' in payload ? payload.repositories_added : (payload.repositories ?? [])
    for (const { full_name: fullName } of added) {
      const [owner = '', name = ''] = fullName.split('/')
      await reconcile({ owner, name, installation: payload.installation.id })
    }
  },
})
