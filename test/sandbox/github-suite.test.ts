import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { routes } from '#sandbox/routes/index.ts'
import { type Sandbox, startSandbox } from '#sandbox/sandbox.ts'
import { operationOf, payloadProblems, unusedExceptions } from './description.ts'
import { githubSuite } from './github-suite.ts'
import { client, jwtOf, proved, type Target } from './target.ts'

let sandbox: Sandbox
let target: Target
const dir = mkdtempSync(join(tmpdir(), 'apigov-sandbox-'))
const heard: { readonly event: string; readonly payload: Record<string, unknown> }[] = []
const receiver = createServer(async (request, response) => {
  const payload = JSON.parse(Buffer.concat(await request.toArray()).toString())
  heard.push({ event: String(request.headers['x-github-event']), payload })
  response.end('ok')
})

before(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  sandbox = await startSandbox({ dir })
  const author = sandbox.addUser('ada')
  const reviewer = sandbox.addUser('grace')
  sandbox.addOrganization('acme', [
    { login: 'ada', role: 'admin' },
    { login: 'grace', role: 'member' },
  ])
  sandbox.addTeam('acme', 'payments', ['grace'])
  await sandbox.addRepository('acme', 'catalog')
  const everything = ['contents', 'checks', 'pull_requests', 'issues', 'deployments', 'statuses']
  const app = sandbox.registerApp({
    name: 'apigov',
    webhookUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
    webhookSecret: 'secret',
    permissions: { ...Object.fromEntries(everything.map((name) => [name, 'write'] as const)), members: 'read' },
    events: [
      'push',
      'create',
      'delete',
      'pull_request',
      'pull_request_review',
      'issues',
      'issue_comment',
      'check_run',
      'check_suite',
      'status',
      'release',
      'deployment',
      'deployment_status',
    ],
  })
  sandbox.installApp(app.appId, 'acme', ['catalog'])
  target = {
    api: sandbox.apiUrl,
    uploads: `${sandbox.url}/api/uploads`,
    owner: 'acme',
    repo: 'catalog',
    author: author.token,
    reviewer: reviewer.token,
    app: { id: app.appId, privateKeyPem: app.privateKeyPem },
    team: { slug: 'payments', member: 'grace' },
  }
})
after(async () => {
  await sandbox.close()
  receiver.close()
  rmSync(dir, { recursive: true })
})

githubSuite(() => target, { app: true, reviewer: true, team: true })

test('the code of a manifest is exchanged for an App with its key and secret', async () => {
  const form = new URLSearchParams({
    manifest: JSON.stringify({ name: 'other', url: sandbox.url, redirect_url: sandbox.url }),
  })
  const sent = await fetch(`${sandbox.url}/settings/apps/new`, { method: 'POST', body: form, redirect: 'manual' })
  const code = new URL(sent.headers.get('location') ?? assert.fail()).searchParams.get('code') ?? assert.fail()
  const anyone = client(target, undefined)
  assert.equal((await anyone('POST /app-manifests/{code}/conversions', { code })).status, 201)
})

test('every route is in GitHub’s description, and stands beside the page the description names', () => {
  // The description names these pages by an address that GitHub itself redirects to ours.
  const moved: Record<string, string> = {
    'GET /app/installations':
      'https://docs.github.com/enterprise-server@3.9/rest/apps/apps#list-installations-for-the-authenticated-app',
    'POST /repos/{owner}/{repo}/check-runs': 'https://docs.github.com/rest/reference/checks#create-a-check-run',
    'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers':
      'https://docs.github.com/rest/reference/pulls#request-reviewers-for-a-pull-request',
  }
  const wrong = routes.flatMap(({ method, path, docs }) => {
    const named = operationOf(method, path)?.externalDocs?.url
    const ours = `https://docs.github.com/rest/${docs}`
    return named === ours || (named !== undefined && moved[`${method} ${path}`] === named)
      ? []
      : [`${method} ${path}: ${named}`]
  })
  assert.deepEqual(wrong, [])
})

test('every route has been answered with success above', async () => {
  await client(target, jwtOf(target.app ?? assert.fail()))('GET /orgs/{org}/installation', { org: 'acme' })
  await client(target, target.author)('GET /repos/{owner}/{repo}/branches')
  const declared = routes.map(({ method, path }) => `${method} ${path}`)
  assert.deepEqual(
    declared.filter((route) => !proved.has(route)),
    [],
  )
})

test('every webhook the suite caused is one GitHub describes', async () => {
  await sandbox.settle()
  const problems = new Set(heard.flatMap(({ event, payload }) => payloadProblems(event, payload)))
  assert.deepEqual([...problems], [])
  const spoken = new Set(heard.map(({ event, payload }) => [event, payload['action']].filter(Boolean).join('.')))
  assert.deepEqual([...spoken].sort(), [
    'check_run.completed',
    'check_run.created',
    'check_run.rerequested',
    'check_suite.completed',
    'check_suite.requested',
    'check_suite.rerequested',
    'create',
    'delete',
    'deployment.created',
    'deployment_status.created',
    'installation.created',
    'issue_comment.created',
    'issue_comment.deleted',
    'issue_comment.edited',
    'issues.closed',
    'issues.labeled',
    'issues.opened',
    'issues.unlabeled',
    'ping',
    'pull_request.closed',
    'pull_request.edited',
    'pull_request.opened',
    'pull_request.reopened',
    'pull_request.review_requested',
    'pull_request.synchronize',
    'pull_request_review.dismissed',
    'pull_request_review.submitted',
    'push',
    'release.created',
    'release.deleted',
    'release.edited',
    'release.published',
    'release.released',
    'status',
  ])
})

test('every exception from the description is still needed', () => {
  assert.deepEqual(unusedExceptions(), [])
})
