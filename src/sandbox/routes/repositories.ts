import { z } from 'zod'
import { accountOfActor, levelOf, mayPush } from '../access.ts'
import { accepted, notFound, ok } from '../answer.ts'
import { gitText, readCommit, resolveCommit, revParse } from '../git.ts'
import { type Call, defineRoute, page } from '../route.ts'
import { forkRepository } from '../seeding.ts'
import { userShape } from '../shapes/account.ts'
import { commitShape } from '../shapes/commit.ts'
import { fullRepositoryShape, minimalRepositoryShape } from '../shapes/repository.ts'
import { accountByLogin, apiOf, fullName, nodeId } from '../world.ts'

export const repositoryRoutes = [
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}',
    docs: 'repos/repos#get-a-repository',
    door: 'repository',
    permissions: ['metadata:read'],
    behaviours: [],
    handle: ({ world, repo, actor }) => ok(fullRepositoryShape(world, repo, actor)),
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/branches',
    docs: 'branches/branches#list-branches',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: [],
    async handle(call) {
      const { world, repo, git: dir } = call
      const text = await gitText(dir, ['for-each-ref', '--format=%(objectname) %(refname:lstrip=2)', 'refs/heads'])
      const branches = text.split('\n').filter((line) => line !== '')
      return page(call, branches, (line) => {
        const [sha, name] = [line.slice(0, 40), line.slice(41)]
        const guard = protectionOf(call, name)
        return {
          name,
          commit: { sha, url: `${apiOf(world, repo)}/commits/${sha}` },
          protected: guard !== undefined,
          protection: protectionShape(guard?.requiredChecks),
          protection_url: `${apiOf(world, repo)}/branches/${name}/protection`,
        }
      })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/branches/{branch}',
    docs: 'branches/branches#get-a-branch',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: ['404 with the message `Branch not found` where there is none.'],
    async handle(call) {
      const { world, repo, git: dir, params } = call
      const name = params['branch'] ?? ''
      const sha = await revParse(dir, `refs/heads/${name}`)
      if (sha === undefined) throw Object.assign(notFound(), { message: 'Branch not found' })
      const guard = protectionOf(call, name)
      const self = `${apiOf(world, repo)}/branches/${name}`
      return ok({
        name,
        commit: commitShape(world, repo, await readCommit(dir, sha)),
        _links: { self, html: `${world.url}/${fullName(world, repo)}/tree/${name}` },
        protected: guard !== undefined,
        protection: protectionShape(guard?.requiredChecks),
        protection_url: `${self}/protection`,
      })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/tags',
    docs: 'repos/repos#list-repository-tags',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: ['An annotated tag shows the commit it leads to.'],
    async handle(call) {
      const { world, repo, git: dir } = call
      const format = '--format=%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end) %(refname:lstrip=2)'
      const text = await gitText(dir, ['for-each-ref', '--sort=-version:refname', format, 'refs/tags'])
      const tags = text.split('\n').filter((line) => line !== '')
      return page(call, tags, (line) => {
        const [sha, name] = [line.slice(0, 40), line.slice(41)]
        const api = apiOf(world, repo)
        return {
          name,
          commit: { sha, url: `${api}/commits/${sha}` },
          zipball_url: `${api}/zipball/refs/tags/${name}`,
          tarball_url: `${api}/tarball/refs/tags/${name}`,
          node_id: nodeId('Ref', `${repo.id}:refs/tags/${name}`),
        }
      })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/forks',
    docs: 'repos/forks#list-forks',
    door: 'repository',
    permissions: ['metadata:read'],
    behaviours: [],
    handle(call) {
      const { world, repo } = call
      const forks = world.store.repositories.filter(({ parentId }) => parentId === repo.id).toReversed()
      return page(call, forks, (fork) => minimalRepositoryShape(world, fork))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/forks',
    docs: 'repos/forks#create-a-fork',
    door: 'repository',
    permissions: ['administration:write'],
    role: 'read',
    behaviours: [
      'The fork carries the name of its parent unless `name` says otherwise. Asking again answers the fork there is.',
    ],
    body: z.object({ organization: z.string().optional(), name: z.string().optional() }),
    async handle({ world, repo, actor, body }) {
      const owner = body.organization === undefined ? accountOfActor(actor) : accountByLogin(world, body.organization)
      if (owner === undefined) throw notFound()
      const fork = await forkRepository(world, repo, owner, body.name ?? repo.name)
      return accepted(fullRepositoryShape(world, fork, actor))
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/commits',
    docs: 'commits/commits#list-commits',
    door: 'repository',
    permissions: ['contents:read'],
    behaviours: [
      '`sha` is a branch, tag or commit to start from, `path` limits to what touched it, `since` and `until` to a time.',
    ],
    async handle(call) {
      const { world, repo, git: dir, query } = call
      const start = await resolveCommit(dir, query['sha'] ?? repo.defaultBranch)
      if (start === undefined) throw notFound()
      const limits = (['since', 'until'] as const).flatMap((name) =>
        query[name] === undefined ? [] : [`--${name}=${query[name]}`],
      )
      const path = query['path'] === undefined ? [] : [`:(literal)${query['path']}`]
      const commits = (await gitText(dir, ['rev-list', ...limits, start, '--', ...path])).split('\n')
      return page(
        call,
        commits.filter((sha) => sha !== ''),
        async (sha) => commitShape(world, repo, await readCommit(dir, sha)),
      )
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/collaborators/{username}/permission',
    docs: 'collaborators/collaborators#get-repository-permissions-for-a-user',
    door: 'token',
    permissions: ['metadata:read'],
    behaviours: [],
    handle({ world, repo, params }) {
      const account = accountByLogin(world, params['username'] ?? '')
      if (account === undefined) throw notFound()
      const level = levelOf(world, { kind: 'user', account }, repo) ?? 'none'
      const permissions = {
        admin: level === 'admin',
        maintain: level === 'admin',
        push: mayPush(world, { kind: 'user', account }, repo),
        triage: mayPush(world, { kind: 'user', account }, repo),
        pull: level !== 'none',
      }
      return ok({
        permission: level,
        role_name: level,
        user: { ...userShape(world, account), permissions, role_name: level },
      })
    },
  }),
]

function protectionOf(call: Pick<Call, 'world' | 'repo'>, branch: string) {
  return call.world.store.protections.find((one) => one.repositoryId === call.repo.id && one.branch === branch)
}

function protectionShape(checks: readonly string[] | undefined) {
  return {
    enabled: checks !== undefined,
    required_status_checks: {
      enforcement_level: checks === undefined ? 'off' : 'non_admins',
      contexts: checks ?? [],
      checks: (checks ?? []).map((context) => ({ context, app_id: null })),
    },
  }
}
