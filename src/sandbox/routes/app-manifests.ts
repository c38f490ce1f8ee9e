import { randomBytes } from 'node:crypto'
import { created, notFound } from '../answer.ts'
import { defineRoute } from '../route.ts'
import { appShape } from '../shapes/account.ts'
import { must } from '../world.ts'

export const appManifestRoutes = [
  defineRoute({
    method: 'POST',
    path: '/app-manifests/{code}/conversions',
    docs: 'apps/apps#create-a-github-app-from-a-manifest',
    door: 'public',
    permissions: [],
    behaviours: [
      'The code comes from the page that takes a manifest, `POST /organizations/{org}/settings/apps/new`; it works once, for one hour. Anything else is 404.',
    ],
    handle({ world, params }) {
      const manifest = world.store.manifests.find(({ code }) => code === params['code'])
      if (manifest === undefined) throw notFound()
      world.store.manifests.remove(manifest.id)
      if (Date.parse(manifest.expiresAt) <= world.clock.now()) throw notFound()
      const app = must(world.store.apps.get(manifest.appId))
      return created({
        ...appShape(world, app),
        client_secret: randomBytes(20).toString('hex'),
        webhook_secret: app.webhookSecret,
        pem: manifest.privateKeyPem,
      })
    },
  }),
]
