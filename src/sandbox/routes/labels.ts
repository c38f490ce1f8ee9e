import { z } from 'zod'
import { accountOfActor } from '../access.ts'
import { created, invalid, noContent, notFound, ok } from '../answer.ts'
import { defineRoute, page } from '../route.ts'
import { labelShape, labelsOf } from '../shapes/issue.ts'
import { announceLabel, ensureLabels, issueOf } from './issues.ts'

const permissions = ['issues:write', 'pull_requests:write'] as const
const named = z.union([
  z.object({ labels: z.array(z.string()).default([]) }),
  z.array(z.string()).transform((labels) => ({ labels })),
])

export const labelRoutes = [
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/labels',
    docs: 'issues/labels#list-labels-for-a-repository',
    door: 'repository',
    permissions: ['issues:read', 'pull_requests:read'],
    behaviours: [],
    handle(call) {
      const labels = call.world.store.labels.filter(({ repositoryId }) => repositoryId === call.repo.id)
      return page(call, labels, (label) => labelShape(call.world, label))
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/labels',
    docs: 'issues/labels#create-a-label',
    door: 'token',
    permissions: [...permissions],
    behaviours: ['422 `already_exists` whatever the case of the letters.'],
    body: z.object({ name: z.string(), color: z.string().optional(), description: z.string().nullable().optional() }),
    handle({ world, repo, body }) {
      if (body.color !== undefined && !/^[0-9a-fA-F]{6}$/.test(body.color))
        throw invalid({ resource: 'Label', code: 'invalid', field: 'color' })
      const same = (name: string) => name.toLowerCase() === body.name.toLowerCase()
      if (world.store.labels.find((label) => label.repositoryId === repo.id && same(label.name)) !== undefined)
        throw invalid({ resource: 'Label', code: 'already_exists', field: 'name' })
      const label = world.store.labels.insert({
        repositoryId: repo.id,
        name: body.name,
        color: body.color ?? 'ededed',
        description: body.description ?? null,
      })
      const shape = labelShape(world, label)
      return created(shape, { location: shape.url })
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/repos/{owner}/{repo}/issues/{issue_number}/labels',
    docs: 'issues/labels#list-labels-for-an-issue',
    door: 'repository',
    permissions: ['issues:read', 'pull_requests:read'],
    behaviours: [],
    handle: (call) => page(call, labelsOf(call.world, issueOf(call)), (label) => label),
  }),
  defineRoute({
    method: 'POST',
    path: '/repos/{owner}/{repo}/issues/{issue_number}/labels',
    docs: 'issues/labels#add-labels-to-an-issue',
    door: 'token',
    permissions: [...permissions],
    behaviours: ['A label that the repository lacks is made. Each new one makes a `labeled` event.'],
    body: named,
    async handle(call) {
      const { world, repo, body, actor } = call
      const issue = issueOf(call)
      const names = ensureLabels(world, repo, body.labels)
      const added = names.filter((name) => !issue.labels.includes(name))
      const updated = world.store.issues.update(issue.id, { labels: [...issue.labels, ...added] })
      for (const name of added) await announceLabel(world, 'labeled', updated, name, accountOfActor(actor))
      return ok(labelsOf(world, updated))
    },
  }),
  defineRoute({
    method: 'PUT',
    path: '/repos/{owner}/{repo}/issues/{issue_number}/labels',
    docs: 'issues/labels#set-labels-for-an-issue',
    door: 'token',
    permissions: [...permissions],
    behaviours: [],
    body: named,
    async handle(call) {
      const { world, repo, body, actor } = call
      const issue = issueOf(call)
      const sender = accountOfActor(actor)
      const names = ensureLabels(world, repo, body.labels)
      const updated = world.store.issues.update(issue.id, { labels: names })
      for (const name of names)
        if (!issue.labels.includes(name)) await announceLabel(world, 'labeled', updated, name, sender)
      for (const name of issue.labels)
        if (!names.includes(name)) await announceLabel(world, 'unlabeled', updated, name, sender)
      return ok(labelsOf(world, updated))
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/repos/{owner}/{repo}/issues/{issue_number}/labels/{name}',
    docs: 'issues/labels#remove-a-label-from-an-issue',
    door: 'token',
    permissions: [...permissions],
    behaviours: ['404 `Label does not exist` where the issue has none of this name.'],
    async handle(call) {
      const { world, params, actor } = call
      const issue = issueOf(call)
      const wanted = (params['name'] ?? '').toLowerCase()
      const name = issue.labels.find((label) => label.toLowerCase() === wanted)
      if (name === undefined) throw Object.assign(notFound(), { message: 'Label does not exist' })
      const updated = world.store.issues.update(issue.id, { labels: issue.labels.filter((label) => label !== name) })
      await announceLabel(world, 'unlabeled', updated, name, accountOfActor(actor))
      return ok(labelsOf(world, updated))
    },
  }),
  defineRoute({
    method: 'DELETE',
    path: '/repos/{owner}/{repo}/labels/{name}',
    docs: 'issues/labels#delete-a-label',
    door: 'token',
    permissions: [...permissions],
    behaviours: ['Also taken off every issue.'],
    handle({ world, repo, params }) {
      const wanted = (params['name'] ?? '').toLowerCase()
      const label = world.store.labels.find((one) => one.repositoryId === repo.id && one.name.toLowerCase() === wanted)
      if (label === undefined) throw notFound()
      for (const issue of world.store.issues.all())
        if (issue.repositoryId === repo.id && issue.labels.includes(label.name))
          world.store.issues.update(issue.id, { labels: issue.labels.filter((name) => name !== label.name) })
      world.store.labels.remove(label.id)
      return noContent
    },
  }),
]
