/**
 * The doors of the App: webhooks, heartbeats of gateways, health. A webhook is verified, stored and answered here, and nothing
 * else: GitHub gives up after ten seconds, and what was answered must survive a power cut.
 */
import type { AddressInfo } from 'node:net'
import { Webhooks } from '@octokit/webhooks'
import fastify, { type FastifyInstance } from 'fastify'
import { heartbeat } from '../snapshot/heartbeat.ts'
import type { Delivery } from './deliveries.ts'
import type { Nodes } from './nodes.ts'
import { isSameSecret } from './same-secret.ts'

export interface Doors {
  readonly webhookSecret: string
  readonly nodeToken: string | null
  readonly nodes: Nodes
  /** Stores a delivery before it is answered. */
  deliver(delivery: Delivery): void
  /** A node serves something else than it did. */
  nodeChanged(repository: string | null): void
  health(): object
}

/** GitHub sends no more. */
const webhookLimit = 25 * 1024 * 1024
const heartbeatLimit = 64 * 1024

export function appServer(doors: Doors): FastifyInstance {
  const server = fastify({ logger: false, bodyLimit: webhookLimit, requestTimeout: 60_000 })
  const webhooks = new Webhooks({ secret: doors.webhookSecret })
  // The signature is over the bytes: they are not parsed here, and taken in this form only.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  server.setErrorHandler<Error & { statusCode?: number }>((error, _, reply) => {
    const status = error.statusCode ?? 500
    return reply.code(status).send({ message: status < 500 ? error.message : 'This is our fault; it is in the log.' })
  })

  server.post('/api/github/webhooks', async (request, reply) => {
    const { 'x-github-event': event, 'x-github-delivery': guid, 'x-hub-signature-256': signature } = request.headers
    const payload = Buffer.isBuffer(request.body) ? request.body.toString() : ''
    if (typeof signature !== 'string' || !(await isSigned(webhooks, payload, signature)))
      return reply.code(401).send({ message: 'The signature is missing or wrong.' })
    if (typeof event !== 'string' || typeof guid !== 'string' || guid === '')
      return reply.code(400).send({ message: 'X-GitHub-Event or X-GitHub-Delivery is missing.' })
    doors.deliver({ guid, event, payload })
    return reply.code(202).send()
  })

  server.post('/nodes', { bodyLimit: heartbeatLimit }, async (request, reply) => {
    if (doors.nodeToken === null)
      return reply.code(404).send({ message: 'No heartbeats are taken: APIGOV_NODE_TOKEN is not set.' })
    if (!isSameSecret(request.headers.authorization ?? '', `Bearer ${doors.nodeToken}`))
      return reply.code(401).header('www-authenticate', 'Bearer').send({ message: 'The token is missing or wrong.' })
    const parsed = heartbeat.safeParse(parseJson(request.body))
    if (!parsed.success) return reply.code(400).send({ message: 'This is not a heartbeat.' })
    if (doors.nodes.heard(parsed.data)) doors.nodeChanged(parsed.data.repository)
    return reply.code(204).send()
  })

  server.get('/health', async () => doors.health())
  return server
}

async function isSigned(webhooks: Webhooks, payload: string, signature: string): Promise<boolean> {
  // Throws on an empty payload or a signature of another form.
  return await webhooks.verify(payload, signature).catch(() => false)
}

function parseJson(body: unknown): unknown {
  try {
    return JSON.parse(String(body))
  } catch {
    return undefined
  }
}

/** Where a server listens, as an address to open. */
export function urlOf({ address, port, family }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
