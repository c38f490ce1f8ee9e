/**
 * The HTTP side: every route of the table under `/api/v3` (uploads under `/api/uploads`), git at `/<owner>/<repo>.git`, seeding
 * under `/_sandbox`. Each API answer carries the headers GitHub's carry.
 */
import { createHash, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { type Actor, authorize, identify } from './access.ts'
import { type Answer, malformed, notFound, Refusal } from './answer.ts'
import type { Repository } from './records.ts'
import type { Call, Route } from './route.ts'
import { routes } from './routes/index.ts'
import { serveGit } from './smart-http.ts'
import { gitDir, repositoryByName, type World } from './world.ts'

/** Above GitHub's own limit for a blob; uploads of assets are limited by this too, which GitHub's are not. */
const maxBodyBytes = 128 * 1024 * 1024

export function sandboxServer(world: () => World): FastifyInstance {
  const server = fastify({
    bodyLimit: maxBodyBytes,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 4096, ignoreTrailingSlash: true },
  })
  // Bodies stay streams: git pipes them, the API and uploads read them.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  for (const route of routes) serveRoute(server, world, route)
  for (const service of ['info/refs', 'git-upload-pack', 'git-receive-pack'])
    server.all(`/:owner/:name/${service}`, (request, reply) => gitRequest(world(), service, request, reply))
  server.setNotFoundHandler((request, reply) =>
    send(reply, refused(notFound(), 'https://docs.github.com/rest'), request),
  )
  server.setErrorHandler((error, request, reply) =>
    send(reply, refused(error, 'https://docs.github.com/rest'), request),
  )
  return server
}

/** `/repos/{owner}/{repo}/contents/{path}` → where Fastify finds it; a last parameter that may hold slashes is the rest. */
function fastifyPath({ path, host }: Route): string {
  const prefix = host === 'uploads' ? '/api/uploads' : '/api/v3'
  return prefix + path.replace(lastRest, '*').replaceAll(/\{(\w+)\}/g, ':$1')
}

const lastRest = /\{(path|ref|branch|basehead|tag)\}$/

function serveRoute(server: FastifyInstance, world: () => World, route: Route): void {
  const rest = lastRest.exec(route.path)?.[1]
  server.route({
    method: route.method,
    url: fastifyPath(route),
    handler: async (request, reply) => {
      const raw = Object(request.params) as Record<string, string>
      const params = rest === undefined ? raw : { ...raw, [rest]: raw['*'] ?? '' }
      const docs = `https://docs.github.com/rest/${route.docs}`
      const answer = await answerCall(world(), route, request, params).catch((thrown) => refused(thrown, docs))
      const accepts = route.permissions.map((permission) => permission.replace(':', '=')).join('; ')
      return send(
        reply,
        { ...answer, headers: { 'x-accepted-github-permissions': accepts, ...answer.headers } },
        request,
      )
    },
  })
}

async function answerCall(
  world: World,
  route: Route,
  request: FastifyRequest,
  params: Readonly<Record<string, string>>,
): Promise<Answer> {
  const actor = identify(world, request.headers.authorization)
  const { owner, repo: name } = params
  const repo = owner === undefined || name === undefined ? undefined : repositoryByName(world, owner, name)
  if (repo === undefined && owner !== undefined && name !== undefined) {
    if (route.method !== 'GET' && actor.kind === 'anonymous') throw new Refusal(401, 'Requires authentication')
    throw notFound()
  }
  authorize(world, actor, route, repo)
  const raw = request.body instanceof Readable ? await bytesOf(request.body) : Buffer.alloc(0)
  const call = callOf(world, route, actor, repo, request, params, raw)
  if (route.method === 'GET' || repo === undefined) return route.handle(call)
  return world.turns.take(repo.id, async () => route.handle(call))
}

function callOf(
  world: World,
  route: Route,
  actor: Actor,
  repo: Repository | undefined,
  request: FastifyRequest,
  params: Readonly<Record<string, string>>,
  raw: Buffer,
): Call {
  return {
    world,
    method: route.method,
    actor,
    params,
    query: Object.fromEntries(Object.entries(Object(request.query)).map(([key, value]) => [key, String(value)])),
    body: bodyOf(route, raw),
    raw,
    headers: request.headers as Record<string, string | undefined>,
    address: `${world.url}${request.url.split('?')[0]}`,
    // Only routes below `/repos/{owner}/{repo}` ask for these two, and they are not reached without a repository.
    get repo() {
      if (repo === undefined) throw new Error(`${request.url} has no repository`)
      return repo
    },
    get git() {
      return gitDir(world, this.repo)
    },
  }
}

async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > maxBodyBytes) throw new Refusal(413, 'Payload Too Large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function bodyOf(route: Route, raw: Buffer): unknown {
  if (route.body === undefined) return undefined
  let value: unknown = {}
  try {
    if (raw.length > 0) value = JSON.parse(raw.toString())
  } catch {
    throw new Refusal(400, 'Problems parsing JSON')
  }
  const result = route.body.safeParse(value ?? {})
  if (result.success) return result.data
  throw malformed(result.error.issues.map((issue) => problemOf(issue, value)).join('\n'))
}

/** In the words GitHub's own schema check uses. */
function problemOf(issue: z.core.$ZodIssue, body: unknown): string {
  const path = issue.path.map(String)
  const name = `"${path.join('/')}"`
  let at: unknown = body
  for (const segment of path)
    at = typeof at === 'object' && at !== null && Object.hasOwn(at, segment) ? Object(at)[segment] : undefined
  if (at === undefined) return `${name} wasn't supplied.`
  if (path.length === 0) return `For 'links/0/schema', ${JSON.stringify(at)} is not an object.`
  return `For 'properties/${path.join('/')}', ${JSON.stringify(at)}: ${issue.message}.`
}

function refused(thrown: unknown, docs: string): Answer {
  if (thrown instanceof Refusal) {
    const { status, message, errors, headers } = thrown
    const more = errors === undefined ? {} : { errors }
    return { status, headers, body: { message, ...more, documentation_url: docs, status: String(status) } }
  }
  const status = Object(thrown).statusCode
  if (typeof status === 'number' && status < 500)
    return { status, body: { message: Object(thrown).message, documentation_url: docs, status: String(status) } }
  // What is our mistake must be seen where it happens: the body of a sandbox's 500 says what GitHub's would hide.
  const stack = thrown instanceof Error ? thrown.stack : String(thrown)
  return { status: 500, body: { message: 'Server Error', sandbox: stack } }
}

function send(reply: FastifyReply, answer: Answer, request: FastifyRequest): FastifyReply {
  const reset = Math.floor(Date.now() / 1000) + 3600
  reply.code(answer.status).headers({
    server: 'github.com',
    'x-github-request-id': randomUUID().replaceAll('-', '').slice(0, 20).toUpperCase(),
    'x-github-media-type': 'github.v3; format=json',
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-reset': String(reset),
    'x-ratelimit-used': '1',
    'x-ratelimit-resource': 'core',
    'x-content-type-options': 'nosniff',
    ...answer.headers,
  })
  if (answer.body === undefined) return reply.send()
  if (Buffer.isBuffer(answer.body)) return reply.send(answer.body)
  const text = JSON.stringify(answer.body)
  const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`
  reply.headers({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'private, max-age=60, s-maxage=60',
  })
  if (request.method !== 'GET' || answer.status !== 200) return reply.send(text)
  reply.header('etag', etag)
  return request.headers['if-none-match'] === etag ? reply.code(304).send() : reply.send(text)
}

async function gitRequest(
  world: World,
  service: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { owner = '', name = '' } = Object(request.params) as Record<string, string>
  try {
    const answer = await serveGit(world, {
      method: request.method,
      owner,
      name,
      service,
      query: request.url.split('?')[1] ?? '',
      headers: request.headers,
      body: request.body instanceof Readable ? request.body : Readable.from([]),
    })
    return reply.code(answer.status).headers(answer.headers).send(answer.body)
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    // Git shows the text of a refusal to the person who pushes.
    return reply.code(thrown.status).headers(thrown.headers).type('text/plain').send(`${thrown.message}\n`)
  }
}
