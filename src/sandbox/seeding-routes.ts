/**
 * Seeding for another process: `POST /_sandbox/<verb>` with a JSON body, answered with JSON. Only for callers on this machine
 * (the loopback interface) that are not web pages: a browser sends `Origin`, and a page must not seed what it happens to reach.
 */
import type { Readable } from 'node:stream'
import { json } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Refusal } from './answer.ts'
import * as seeding from './seeding.ts'
import type { World } from './world.ts'

const level = z.enum(['read', 'write', 'admin'])
const permissions = z.record(z.string(), level)

interface Verb<Body = unknown> {
  readonly name: string
  readonly body: z.ZodType<Body>
  /** For docs/sandbox.md; the tests send it. */
  readonly example: object
  run(world: World, body: Body): unknown
}

const verb = <Body>(one: Verb<Body>): Verb => one as Verb

/** What can be seeded; `docs/sandbox.md` lists it. */
export const seedingVerbs: readonly Verb[] = [
  verb({
    name: 'users',
    example: { login: 'ada' },
    body: z.strictObject({ login: z.string() }),
    run: (world, { login }) => seeding.addUser(world, login),
  }),
  verb({
    name: 'organizations',
    example: { login: 'acme', members: [{ login: 'ada', role: 'admin' }], basePermission: 'write' },
    body: z.strictObject({
      login: z.string(),
      members: z.array(z.strictObject({ login: z.string(), role: z.enum(['admin', 'member']) })).default([]),
      basePermission: level.default('write'),
    }),
    run: (world, { login, members, basePermission }) => seeding.addOrganization(world, login, members, basePermission),
  }),
  verb({
    name: 'teams',
    example: { org: 'acme', slug: 'payments', members: ['ada'] },
    body: z.strictObject({ org: z.string(), slug: z.string(), members: z.array(z.string()) }),
    run: (world, { org, slug, members }) => seeding.addTeam(world, org, slug, members),
  }),
  verb({
    name: 'repositories',
    example: {
      owner: 'acme',
      name: 'catalog',
      defaultBranch: 'main',
      files: { 'apigov.yaml': 'format: 1\n' },
      private: false,
    },
    body: z.strictObject({
      owner: z.string(),
      name: z.string(),
      defaultBranch: z.string().default('main'),
      files: z.record(z.string(), z.string()).default({}),
      private: z.boolean().default(false),
    }),
    async run(world, { owner, name, files, ...rest }) {
      const seeded = Object.keys(files).length === 0 ? rest : { ...rest, files }
      await seeding.addRepository(world, owner, name, seeded)
      return { clone_url: `${world.url}/${owner}/${name}.git` }
    },
  }),
  verb({
    name: 'collaborators',
    example: { owner: 'acme', name: 'catalog', login: 'ada', level: 'admin' },
    body: z.strictObject({ owner: z.string(), name: z.string(), login: z.string(), level }),
    run: (world, body) => seeding.addCollaborator(world, body.owner, body.name, body.login, body.level),
  }),
  verb({
    name: 'apps',
    example: {
      name: 'apigov',
      webhookUrl: 'http://127.0.0.1:3000/',
      webhookSecret: 'secret',
      permissions: { checks: 'write' },
      events: ['push'],
    },
    body: z.strictObject({
      name: z.string(),
      slug: z.string().default(''),
      webhookUrl: z.string().default(''),
      webhookSecret: z.string().default(''),
      permissions: permissions.default({}),
      events: z.array(z.string()).default([]),
    }),
    run: (world, { slug, webhookUrl, ...rest }) =>
      seeding.registerApp(world, {
        ...rest,
        ...(slug !== '' && { slug }),
        ...(webhookUrl !== '' && { webhookUrl }),
      }),
  }),
  verb({
    name: 'webhooks',
    example: { appId: 12, webhookUrl: 'http://127.0.0.1:3001/' },
    body: z.strictObject({ appId: z.number(), webhookUrl: z.string() }),
    run: (world, { appId, webhookUrl }) => seeding.setWebhook(world, appId, webhookUrl),
  }),
  verb({
    name: 'installations',
    example: { appId: 12, owner: 'acme', repositories: 'all' },
    body: z.strictObject({
      appId: z.number(),
      owner: z.string(),
      repositories: z.union([z.literal('all'), z.array(z.string())]).default('all'),
    }),
    run: (world, { appId, owner, repositories }) => seeding.installApp(world, appId, owner, repositories),
  }),
  verb({
    name: 'protections',
    example: {
      owner: 'acme',
      name: 'catalog',
      branch: 'main',
      requiredChecks: ['apigov / policy'],
      requiredApprovals: 1,
    },
    body: z.strictObject({
      owner: z.string(),
      name: z.string(),
      branch: z.string(),
      requiredChecks: z.array(z.string()).default([]),
      requiredApprovals: z.number().int().default(0),
    }),
    run: (world, { owner, name, branch, ...rules }) => seeding.protectBranch(world, owner, name, branch, rules),
  }),
]

export function serveSeeding(server: FastifyInstance, world: () => World): void {
  for (const { name, body, run } of seedingVerbs)
    server.post(`/_sandbox/${name}`, async (request, reply) => {
      if (!isLoopback(request.ip) || request.headers.origin !== undefined)
        return reply.code(403).send({ message: 'Seeding is for processes of this machine' })
      const parsed = body.safeParse(await json(request.body as Readable).catch(() => undefined))
      if (!parsed.success) return reply.code(422).send({ message: z.prettifyError(parsed.error) })
      try {
        return reply.code(201).send((await run(world(), parsed.data)) ?? {})
      } catch (thrown) {
        if (thrown instanceof Refusal) return reply.code(thrown.status).send({ message: thrown.message })
        throw thrown
      }
    })
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}
