import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type Actor, holdsLevel } from '../access.ts'
import { accepted, created, notFound, ok, Refusal } from '../answer.ts'
import type { App, Delivery, Installation, Repository } from '../records.ts'
import { type Call, defineRoute, idParam, page } from '../route.ts'
import { appShape, installationShape } from '../shapes/account.ts'
import { repositoryShape } from '../shapes/repository.ts'
import { accountByLogin, must, sees, timestamp } from '../world.ts'

const level = z.enum(['read', 'write', 'admin'])

export const appRoutes = [
  defineRoute({
    method: 'GET',
    path: '/app',
    docs: 'apps/apps#get-the-authenticated-app',
    door: 'app',
    permissions: [],
    behaviours: [],
    handle({ world, actor }) {
      const app = appOf(actor)
      const installations = world.store.installations.filter(({ appId }) => appId === app.id)
      return ok({ ...appShape(world, app), installations_count: installations.length })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/app/installations',
    docs: 'apps/apps#list-installations-for-the-authenticated-app',
    door: 'app',
    permissions: [],
    behaviours: [],
    handle(call) {
      const app = appOf(call.actor)
      const installations = call.world.store.installations.filter(({ appId }) => appId === app.id)
      return page(call, installations, (installation) => installationShape(call.world, installation))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/app/installations/{installation_id}',
    docs: 'apps/apps#get-an-installation-for-the-authenticated-app',
    door: 'app',
    permissions: [],
    behaviours: [],
    handle: (call) => ok(installationShape(call.world, installationOf(call))),
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/installation',
    docs: 'apps/apps#get-a-repository-installation-for-the-authenticated-app',
    door: 'app',
    permissions: [],
    behaviours: ['404 where the App is not installed on the repository.'],
    handle({ world, actor, repo }) {
      const app = appOf(actor)
      const installation = world.store.installations.find((one) => one.appId === app.id && sees(one, repo))
      if (installation === undefined) throw notFound()
      return ok(installationShape(world, installation))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/orgs/{org}/installation',
    docs: 'apps/apps#get-an-organization-installation-for-the-authenticated-app',
    door: 'app',
    permissions: [],
    behaviours: [],
    handle({ world, actor, params }) {
      const app = appOf(actor)
      const account = accountByLogin(world, params['org'] ?? '')
      const installation = world.store.installations.find(
        (one) => one.appId === app.id && one.accountId === account?.id && account.type === 'Organization',
      )
      if (installation === undefined) throw notFound()
      return ok(installationShape(world, installation))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/app/installations/{installation_id}/access_tokens',
    docs: 'apps/apps#create-an-installation-access-token-for-an-app',
    door: 'app',
    permissions: [],
    behaviours: [
      'The token expires after one hour.',
      '`repositories`, `repository_ids` and `permissions` narrow the token; asking for more than was granted is 422.',
    ],
    body: z.object({
      repositories: z.array(z.string()).optional(),
      repository_ids: z.array(z.number().int()).optional(),
      permissions: z.record(z.string(), level).optional(),
    }),
    handle(call) {
      const { world, body } = call
      const installation = installationOf(call)
      const app = appOf(call.actor)
      for (const [name, wanted] of Object.entries(body.permissions ?? {}))
        if (!holdsLevel(app.permissions, name, wanted) && !(name === 'metadata' && wanted === 'read'))
          throw new Refusal(422, 'The permissions requested are not granted to this installation.')
      const permissions = body.permissions ?? app.permissions
      const repositories = narrowed(call, installation, body.repositories, body.repository_ids)
      const token = `ghs_${randomBytes(27).toString('base64url').replace(/[-_]/g, '0')}`
      const expiresAt = timestamp(world.clock.now() + 3_600_000)
      world.store.tokens.insert({
        token,
        userId: null,
        installationId: installation.id,
        permissions,
        repositoryIds: repositories?.map(({ id }) => id) ?? null,
        expiresAt,
      })
      return created({
        token,
        expires_at: expiresAt,
        permissions: { ...permissions, metadata: 'read' },
        repository_selection: repositories === undefined && installation.repositoryIds === null ? 'all' : 'selected',
        ...(repositories !== undefined && { repositories: repositories.map((repo) => repositoryShape(world, repo)) }),
      })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/installation/repositories',
    docs: 'apps/installations#list-repositories-accessible-to-the-app-installation',
    door: 'installation',
    permissions: ['metadata:read'],
    behaviours: [],
    handle(call) {
      const { world, actor } = call
      if (actor.kind !== 'installation') throw notFound()
      const { installation, token } = actor
      const repositories = world.store.repositories.filter(
        (repo) => sees(installation, repo) && (token.repositoryIds === null || token.repositoryIds.includes(repo.id)),
      )
      const selection = installation.repositoryIds === null && token.repositoryIds === null ? 'all' : 'selected'
      return page(
        call,
        repositories,
        (repo) => repositoryShape(world, repo),
        (shaped) => ({ total_count: repositories.length, repository_selection: selection, repositories: shaped }),
      )
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/app/hook/deliveries',
    docs: 'apps/webhooks#list-deliveries-for-an-app-webhook',
    door: 'app',
    permissions: [],
    behaviours: ['Newest first. `cursor` continues where a page ended; the Link header holds only `next`.'],
    handle(call) {
      const { world, query, address } = call
      const app = appOf(call.actor)
      const size = Math.min(Math.max(Number.parseInt(query['per_page'] ?? '30', 10) || 30, 1), 100)
      const before = Number(query['cursor'] ?? Number.MAX_SAFE_INTEGER)
      const wanted = world.store.deliveries.filter(({ appId, id }) => appId === app.id && id < before).toReversed()
      const shown = wanted.slice(0, size)
      const next = new URLSearchParams({ ...query, cursor: String(shown.at(-1)?.id ?? 0) })
      const headers = wanted.length > size ? { link: `<${address}?${next}>; rel="next"` } : {}
      return { status: 200, body: shown.map(deliveryItemShape), headers }
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/app/hook/deliveries/{delivery_id}',
    docs: 'apps/webhooks#get-a-delivery-for-an-app-webhook',
    door: 'app',
    permissions: [],
    behaviours: [],
    handle(call) {
      const delivery = deliveryOf(call)
      return ok({
        ...deliveryItemShape(delivery),
        url: call.world.store.apps.get(delivery.appId)?.webhookUrl ?? '',
        request: { headers: delivery.requestHeaders, payload: JSON.parse(delivery.requestBody) },
        response: { headers: delivery.responseHeaders, payload: delivery.responseBody },
      })
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/app/hook/deliveries/{delivery_id}/attempts',
    docs: 'apps/webhooks#redeliver-a-delivery-for-an-app-webhook',
    door: 'app',
    permissions: [],
    behaviours: ['The same GUID and the same bytes are sent again; GitHub never does so by itself.'],
    handle(call) {
      call.world.webhooks.redeliver(deliveryOf(call))
      return accepted()
    },
  }),
]

function appOf(actor: Actor): App {
  if (actor.kind !== 'app') throw notFound()
  return actor.app
}

function installationOf(call: Pick<Call, 'world' | 'actor' | 'params'>): Installation {
  const installation = call.world.store.installations.get(idParam(call, 'installation_id'))
  if (installation?.appId !== appOf(call.actor).id) throw notFound()
  return installation
}

function deliveryOf(call: Call): Delivery {
  const delivery = call.world.store.deliveries.get(idParam(call, 'delivery_id'))
  if (delivery?.appId !== appOf(call.actor).id) throw notFound()
  return delivery
}

function narrowed(
  { world }: Pick<Call, 'world'>,
  installation: Installation,
  names: readonly string[] | undefined,
  ids: readonly number[] | undefined,
): readonly Repository[] | undefined {
  if (names === undefined && ids === undefined)
    return installation.repositoryIds?.map((id) => must(world.store.repositories.get(id)))
  const visible = world.store.repositories.filter((repo) => sees(installation, repo))
  const problem = () =>
    new Refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    )
  const wanted = [
    ...(names ?? []).map((name) => visible.find((repo) => repo.name.toLowerCase() === name.toLowerCase())),
    ...(ids ?? []).map((id) => visible.find((repo) => repo.id === id)),
  ]
  return wanted.map((repo) => {
    if (repo === undefined) throw problem()
    return repo
  })
}

function deliveryItemShape(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  }
}
