import { notFound, ok } from '../answer.ts'
import type { Account, Team } from '../records.ts'
import { type Call, defineRoute, page } from '../route.ts'
import { profileShape, teamShape, userShape } from '../shapes/account.ts'
import { accountByLogin, must } from '../world.ts'

export const accountRoutes = [
  defineRoute({
    method: 'GET',
    path: '/user',
    docs: 'users/users#get-the-authenticated-user',
    door: 'token',
    permissions: [],
    behaviours: ['403 for an installation: it is not a user.'],
    handle({ world, actor }) {
      if (actor.kind !== 'user')
        throw Object.assign(notFound(), { status: 403, message: 'Resource not accessible by integration' })
      return ok(profileShape(world, actor.account))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/users/{username}',
    docs: 'users/users#get-a-user',
    door: 'public',
    permissions: [],
    behaviours: ['Organizations and the bots of Apps (`slug[bot]`) answer too.'],
    handle({ world, params }) {
      const account = accountByLogin(world, params['username'] ?? '')
      if (account === undefined) throw notFound()
      return ok(profileShape(world, account))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/orgs/{org}/teams',
    docs: 'teams/teams#list-teams',
    door: 'token',
    permissions: ['members:read'],
    behaviours: [],
    handle(call) {
      const organization = organizationOf(call)
      const teams = call.world.store.teams.filter(({ organizationId }) => organizationId === organization.id)
      return page(call, teams, (team) => teamShape(call.world, team))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/orgs/{org}/teams/{team_slug}/members',
    docs: 'teams/members#list-team-members',
    door: 'token',
    permissions: ['members:read'],
    behaviours: ['404 for an installation on another account, and for a user who is not a member of the organization.'],
    handle(call) {
      const { world } = call
      return page(call, teamOf(call).memberIds, (id) => userShape(world, must(world.store.accounts.get(id))))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/orgs/{org}/teams/{team_slug}/memberships/{username}',
    docs: 'teams/members#get-team-membership-for-a-user',
    door: 'token',
    permissions: ['members:read'],
    behaviours: [],
    handle(call) {
      const { world, params } = call
      const team = teamOf(call)
      const account = accountByLogin(world, params['username'] ?? '')
      if (account === undefined || !team.memberIds.includes(account.id)) throw notFound()
      return ok({ url: `${teamShape(world, team).url}/memberships/${account.login}`, role: 'member', state: 'active' })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/rate_limit',
    docs: 'rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user',
    door: 'public',
    permissions: [],
    behaviours: ['Nothing is limited: the numbers stand still.'],
    handle({ world }) {
      const rate = { limit: 5000, used: 1, remaining: 4999, reset: Math.floor(world.clock.now() / 1000) + 3600 }
      const search = { ...rate, limit: 30, remaining: 29 }
      return ok({ resources: { core: rate, search, graphql: rate }, rate })
    },
  }),
]

function organizationOf({ world, params, actor }: Pick<Call, 'world' | 'params' | 'actor'>): Account {
  const organization = accountByLogin(world, params['org'] ?? '')
  if (organization?.type !== 'Organization') throw notFound()
  const inside =
    actor.kind === 'installation'
      ? actor.installation.accountId === organization.id
      : actor.kind === 'user' &&
        world.store.memberships.find(
          (one) => one.organizationId === organization.id && one.userId === actor.account.id,
        ) !== undefined
  if (!inside) throw notFound()
  return organization
}

function teamOf(call: Pick<Call, 'world' | 'params' | 'actor'>): Team {
  const organization = organizationOf(call)
  const team = call.world.store.teams.find(
    (one) => one.organizationId === organization.id && one.slug === call.params['team_slug'],
  )
  if (team === undefined) throw notFound()
  return team
}
