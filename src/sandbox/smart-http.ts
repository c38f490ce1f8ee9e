/**
 * Clone, fetch and push over smart HTTP, by git's own `git http-backend` (git-http-backend(1)). The sandbox decides who may;
 * git does the rest. What a push moved is found by comparing the refs before and after, so nothing git does is parsed.
 */
import { spawn } from 'node:child_process'
import type { IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Actor, identify, levelOf, mayFetch, mayPush } from './access.ts'
import { Refusal } from './answer.ts'
import { gitEnvironment, gitText, listRefs, zeroSha } from './git.ts'
import { type RefMove, refsMoved } from './pushes.ts'
import type { Repository } from './records.ts'
import { fullName, gitDir, gitRoot, repositoryByName, type World } from './world.ts'

export interface GitRequest {
  readonly method: string
  readonly owner: string
  /** With or without `.git`. */
  readonly name: string
  /** `info/refs`, `git-upload-pack` or `git-receive-pack`. */
  readonly service: string
  /** Without the question mark. */
  readonly query: string
  readonly headers: IncomingHttpHeaders
  readonly body: Readable
}

export interface GitResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readable | Buffer
}

export async function serveGit(world: World, request: GitRequest): Promise<GitResponse> {
  const actor = identify(world, request.headers.authorization)
  const repo = repositoryByName(world, request.owner, request.name.replace(/\.git$/, ''))
  const pushes = request.service === 'git-receive-pack' || /(^|&)service=git-receive-pack(&|$)/.test(request.query)
  if (repo === undefined || !mayFetch(world, actor, repo)) throw unseen(actor)
  if (!pushes) return backend(world, repo, actor, request)
  if (actor.kind === 'anonymous') throw unseen(actor)
  if (!mayPush(world, actor, repo)) {
    const login = actor.kind === 'app' ? actor.app.slug : actor.account.login
    throw new Refusal(403, `Permission to ${fullName(world, repo)}.git denied to ${login}.`)
  }
  if (request.service !== 'git-receive-pack') return backend(world, repo, actor, request)
  return world.turns.take(repo.id, () => receive(world, repo, actor, request))
}

/** What is not there and what may not be seen answer alike: first the question who asks, then "not found". */
function unseen(actor: Actor): Refusal {
  return actor.kind === 'anonymous'
    ? new Refusal(401, 'Requires authentication', undefined, { 'www-authenticate': 'Basic realm="GitHub"' })
    : new Refusal(404, 'Repository not found.')
}

/** The answer is held back until everything that follows from the push has happened. */
async function receive(world: World, repo: Repository, actor: Actor, request: GitRequest): Promise<GitResponse> {
  const dir = gitDir(world, repo)
  const before = await listRefs(dir, 'refs/heads', 'refs/tags')
  const response = await backend(world, repo, actor, request)
  const body = response.body instanceof Readable ? await buffer(response.body) : response.body
  const after = await listRefs(dir, 'refs/heads', 'refs/tags')
  await refsMoved(world, repo, movesBetween(before, after), actor)
  return { ...response, body }
}

function movesBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): RefMove[] {
  const refs = [...new Set([...before.keys(), ...after.keys()])].sort()
  return refs
    .map((ref) => ({ ref, before: before.get(ref) ?? zeroSha, after: after.get(ref) ?? zeroSha }))
    .filter((move) => move.before !== move.after)
}

async function backend(world: World, repo: Repository, actor: Actor, request: GitRequest): Promise<GitResponse> {
  const header = (name: string) => {
    const value = request.headers[name]
    return typeof value === 'string' ? value : undefined
  }
  const admin = levelOf(world, actor, repo) === 'admin'
  const child = spawn(join(await execPath(), 'git-http-backend'), [], {
    env: gitEnvironment({
      GIT_PROJECT_ROOT: gitRoot(world),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${fullName(world, repo)}.git/${request.service}`,
      QUERY_STRING: request.query,
      REQUEST_METHOD: request.method,
      REMOTE_USER: actor.kind === 'anonymous' || actor.kind === 'app' ? '' : actor.account.login,
      SANDBOX_ADMIN: admin ? '1' : '',
      ...optional('CONTENT_TYPE', header('content-type')),
      ...optional('CONTENT_LENGTH', header('content-length')),
      ...optional('HTTP_CONTENT_ENCODING', header('content-encoding')),
      ...optional('GIT_PROTOCOL', header('git-protocol')),
    }),
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  child.on('error', () => child.stdout.destroy())
  // When the client goes away before it has sent all, http-backend reads the end of its input for ever (it counts down the
  // declared length, and nothing is no progress): it is ended, or the next push to the repository would wait for it.
  pipeline(request.body, child.stdin, (error) => {
    if (!error || error.code === 'EPIPE') return
    child.kill('SIGKILL')
    child.stdout.destroy(error)
  })
  return cgiResponse(child.stdout)
}

function optional(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value }
}

/** Where git keeps its programs: started from there, http-backend itself is the child, and can be ended. */
function execPath(): Promise<string> {
  return gitText('/', ['--exec-path'])
}

/** Splits a CGI answer (RFC 3875 section 6) into its head and the stream of its body. */
async function cgiResponse(stdout: Readable): Promise<GitResponse> {
  const chunks = stdout.iterator({ destroyOnReturn: false })
  let seen = Buffer.alloc(0)
  let end = -1
  while (end < 0) {
    const { value, done } = await chunks.next()
    if (done === true) throw new Error('git http-backend ended without an answer')
    seen = Buffer.concat([seen, value])
    end = seen.indexOf('\r\n\r\n')
  }
  const headers: Record<string, string> = {}
  for (const line of seen.subarray(0, end).toString().split('\r\n')) {
    const colon = line.indexOf(':')
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
  }
  const { status, ...rest } = headers
  const first = seen.subarray(end + 4)
  const body = Readable.from(
    (async function* () {
      try {
        if (first.length > 0) yield first
        for await (const chunk of { [Symbol.asyncIterator]: () => chunks }) yield chunk
      } finally {
        stdout.destroy()
      }
    })(),
  )
  return { status: Number(status?.slice(0, 3) ?? 200), headers: rest, body }
}
