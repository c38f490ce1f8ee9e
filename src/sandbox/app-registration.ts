/**
 * The page that takes a manifest ("Registering a GitHub App from a manifest"). GitHub shows who is signed in what the App will be
 * and waits for a click; nobody signs in to the sandbox, so the App is there at once and the browser is sent back with its code.
 */
import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Refusal } from './answer.ts'
import { registerApp } from './seeding.ts'
import { accountByLogin, timestamp, type World } from './world.ts'

/** "GitHub App Manifest parameters"; what only GitHub's pages show is taken and forgotten. */
const manifestShape = z.object({
  name: z.string().min(1).max(34),
  url: z.url(),
  hook_attributes: z.object({ url: z.url(), active: z.boolean().default(true) }).optional(),
  redirect_url: z.url(),
  default_permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).default({}),
  default_events: z.array(z.string()).default([]),
})

export function serveAppRegistration(server: FastifyInstance, world: () => World): void {
  for (const path of ['/settings/apps/new', '/organizations/:org/settings/apps/new'])
    server.post(path, async (request, reply) => {
      const { org } = Object(request.params) as { readonly org?: string }
      const { state } = Object(request.query) as { readonly state?: string }
      const form = new URLSearchParams(await text(request.body as Readable))
      const back = registered(world(), org, form.get('manifest') ?? '')
      if (state !== undefined) back.searchParams.set('state', state)
      return reply.redirect(back.href)
    })
}

/** The address to go back to, with the code. */
function registered(world: World, org: string | undefined, manifestText: string): URL {
  if (org !== undefined && accountByLogin(world, org)?.type !== 'Organization') throw new Refusal(404, 'Not Found')
  const manifest = manifestShape.safeParse(parseJson(manifestText))
  if (!manifest.success) throw new Refusal(422, z.prettifyError(manifest.error))
  const { name, hook_attributes: hook, default_permissions: permissions, default_events: events } = manifest.data
  const app = registerApp(world, {
    name,
    permissions,
    events,
    webhookSecret: randomBytes(20).toString('hex'),
    ...(org !== undefined && { owner: org }),
    ...(hook?.active && { webhookUrl: hook.url }),
  })
  const code = randomBytes(20).toString('hex')
  const expiresAt = timestamp(world.clock.now() + 3_600_000)
  world.store.manifests.insert({ code, appId: app.appId, privateKeyPem: app.privateKeyPem, expiresAt })
  const back = new URL(manifest.data.redirect_url)
  back.searchParams.set('code', code)
  return back
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
