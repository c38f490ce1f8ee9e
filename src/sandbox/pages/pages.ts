/**
 * What a person sees in a browser: read-only, without scripts, everything escaped by the `html` tag. Private repositories are
 * shown to this machine only, because the pages know no one by name.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { html } from '../../base/html.ts'
import { download } from '../asset-files.ts'
import type { Repository } from '../records.ts'
import { type issueOf, repositoryByName, type World } from '../world.ts'
import { avatar, document, icon, type Page } from './layout.ts'
import { checkPage, conversationPage, filesPage, issuePage } from './proposal.ts'
import { deploymentsPage, filePage, folderPage, homePage, issuesPage, releasesPage } from './repository.ts'
import { style } from './style.ts'

/** No scripts, nothing from elsewhere, in no frame. */
const policy =
  "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

type Params = Readonly<Record<string, string>>
type Answer = Page | undefined | Promise<Page | undefined>

const repositoryPages: Readonly<Record<string, (world: World, repo: Repository, params: Params) => Answer>> = {
  '': (world, repo) => folderPage(world, repo, repo.defaultBranch, ''),
  '/pulls': (world, repo) => issuesPage(world, repo, 'Proposals'),
  '/issues': (world, repo) => issuesPage(world, repo, 'Issues'),
  '/releases': (world, repo) => releasesPage(world, repo),
  '/releases/tag/:tag': (world, repo, { tag }) => releasesPage(world, repo, tag ?? ''),
  '/deployments': (world, repo) => deploymentsPage(world, repo),
  '/pull/:number': (world, repo, params) => withPull(world, repo, params, conversationPage),
  '/pull/:number/files': (world, repo, params) => withPull(world, repo, params, filesPage),
  '/issues/:number': (world, repo, { number }) => {
    const issue = world.store.issues.find((one) => one.repositoryId === repo.id && one.number === Number(number))
    return issue === undefined ? undefined : issuePage(world, repo, issue)
  },
  '/runs/:id': (world, repo, { id }) => {
    const run = world.store.checkRuns.get(Number(id))
    return run?.repositoryId === repo.id ? checkPage(world, repo, run) : undefined
  },
  // A branch may hold slashes: the longest one that exists is meant.
  '/tree/*': (world, repo, params) => atRef(params['*'] ?? '', (ref, path) => folderPage(world, repo, ref, path)),
  '/blob/*': (world, repo, params) => atRef(params['*'] ?? '', (ref, path) => filePage(world, repo, ref, path)),
  '/commit/:sha': (world, repo, { sha }) => folderPage(world, repo, sha ?? '', ''),
}

export function servePages(server: FastifyInstance, world: () => World): void {
  server.get('/', (request, reply) => {
    const visible = world().store.repositories.filter((repo) => isShown(repo, request))
    return sendPage(reply, homePage(visible, world()))
  })
  server.get('/_sandbox/style.css', (_request, reply) => reply.headers(headers).type('text/css').send(style))
  server.get('/_sandbox/icon.svg', (_request, reply) => reply.headers(headers).type('image/svg+xml').send(icon))
  server.get('/avatars/:id', (request, reply) => {
    const account = world().store.accounts.get(Number(paramsOf(request)['id']))
    if (account === undefined) return sendPage(reply, undefined)
    return reply.headers(headers).type('image/svg+xml').send(avatar(account))
  })
  server.get('/:owner/:repo/releases/download/:tag/:name', async (request, reply) => {
    const { tag, name } = paramsOf(request)
    const repo = repositoryOf(world(), request)
    const release = world().store.releases.find(
      (one) => one.repositoryId === repo?.id && one.tagName === tag && !one.draft,
    )
    const asset = world().store.assets.find((one) => one.releaseId === release?.id && one.name === name)
    if (asset === undefined) return sendPage(reply, undefined)
    // Never shown by the browser: it is somebody's file, on our origin.
    const disposition = `attachment; filename="${asset.name}"`
    reply.headers({ ...headers, 'content-disposition': disposition }).type('application/octet-stream')
    return reply.send(await download(world(), asset))
  })
  for (const [path, page] of Object.entries(repositoryPages))
    server.get(`/:owner/:repo${path}`, async (request, reply) => {
      const repo = repositoryOf(world(), request)
      return sendPage(reply, repo === undefined ? undefined : await page(world(), repo, paramsOf(request)))
    })
}

function repositoryOf(world: World, request: FastifyRequest): Repository | undefined {
  const { owner = '', repo: name = '' } = paramsOf(request)
  const repo = repositoryByName(world, owner, name)
  return repo !== undefined && isShown(repo, request) ? repo : undefined
}

function isShown(repo: Repository, request: FastifyRequest): boolean {
  return !repo.private || /^(::1$|(::ffff:)?127\.)/.test(request.ip)
}

function paramsOf(request: FastifyRequest): Params {
  return Object(request.params)
}

function withPull(
  world: World,
  repo: Repository,
  { number }: Params,
  page: (world: World, repo: Repository, pull: Parameters<typeof issueOf>[1]) => Promise<Page>,
): Answer {
  const pull = world.store.pulls.find((one) => one.repositoryId === repo.id && one.number === Number(number))
  return pull === undefined ? undefined : page(world, repo, pull)
}

async function atRef(
  rest: string,
  page: (ref: string, path: string) => Promise<Page | undefined>,
): Promise<Page | undefined> {
  const parts = rest.split('/').filter((part) => part !== '')
  for (let length = parts.length; length > 0; length--) {
    const found = await page(parts.slice(0, length).join('/'), parts.slice(length).join('/'))
    if (found !== undefined) return found
  }
  return undefined
}

function sendPage(reply: FastifyReply, page: Page | undefined): FastifyReply {
  const shown = page ?? { title: 'Not found', body: notFound }
  return reply
    .code(page === undefined ? 404 : 200)
    .headers(headers)
    .type('text/html; charset=utf-8')
    .send(document(shown))
}

const notFound = html`<h1>Not found</h1><p>There is nothing here. <a href="/">All repositories</a></p>`
