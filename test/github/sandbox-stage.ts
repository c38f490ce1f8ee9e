import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestContext } from 'node:test'
import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/core'
import { load } from 'js-yaml'
import { startSandbox } from '#sandbox/sandbox.ts'
import { assertAllJudged, judging } from './judged.ts'

const manifest = load(readFileSync(resolve(import.meta.dirname, '../../app.yml'), 'utf8')) as {
  readonly default_permissions: Readonly<Record<string, 'read' | 'write'>>
  readonly default_events: readonly string[]
}

export const webhookSecret = 'it is a secret'

/**
 * A GitHub of our own: the organisation `acme` with the repository `apis`, people, and the App installed with exactly the
 * permissions of app.yml.
 */
export async function startStage(t: TestContext, files: Readonly<Record<string, string>>) {
  // What began last ends first: a server before the folder it writes to.
  const endings: (() => unknown)[] = []
  t.after(async () => {
    for (const end of endings.reverse()) await end()
    assertAllJudged()
  })
  const dir = mkdtempSync(join(tmpdir(), 'apigov-stage-'))
  endings.push(() => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }))
  const sandbox = await startSandbox({ dir: join(dir, 'sandbox') })
  endings.push(async () => {
    await sandbox.settle()
    await sandbox.close()
  })
  const tokens = new Map<string, string>()
  for (const login of ['ada', 'bea', 'carl', 'mallory']) tokens.set(login, sandbox.addUser(login).token)
  sandbox.addOrganization(
    'acme',
    ['ada', 'bea', 'carl'].map((login) => ({ login, role: login === 'carl' ? 'admin' : 'member' })),
  )
  sandbox.addTeam('acme', 'pets', ['bea'])
  sandbox.addTeam('acme', 'platform', ['carl'])
  await sandbox.addRepository('acme', 'apis', { files })
  const app = sandbox.registerApp({
    name: 'apigov',
    webhookSecret,
    permissions: manifest.default_permissions,
    events: manifest.default_events,
  })
  const { installationId } = sandbox.installApp(app.appId, 'acme', ['apis'])
  const Judged = Octokit.plugin(judging)
  const installation = new Judged({
    baseUrl: sandbox.apiUrl,
    authStrategy: createAppAuth,
    auth: { appId: app.appId, privateKey: app.privateKeyPem, installationId },
  })
  const as = (login: string) => new Judged({ baseUrl: sandbox.apiUrl, auth: tokens.get(login) })
  const where = { owner: 'acme', repo: 'apis' }
  /** Where a person clones from and pushes to. */
  const remote = (login: string) => {
    const url = new URL(`${sandbox.url}/acme/apis.git`)
    url.username = login
    url.password = tokens.get(login) ?? ''
    return url.href
  }

  /** Commits files on a branch, made from main where it is not there, as a person would in the browser. Answers the commit. */
  const write = async (login: string, branch: string, changes: Readonly<Record<string, string>>, owner = 'acme') => {
    const octokit = as(login)
    const repo = { owner, repo: 'apis' }
    const main = await octokit.request('GET /repos/{owner}/{repo}/git/ref/{ref}', { ...where, ref: 'heads/main' })
    const tip = await octokit
      .request('GET /repos/{owner}/{repo}/git/ref/{ref}', { ...repo, ref: `heads/${branch}` })
      .catch(() => null)
    const parent = (tip ?? main).data.object.sha
    const tree = await octokit.request('POST /repos/{owner}/{repo}/git/trees', {
      ...repo,
      base_tree: parent,
      tree: Object.entries(changes).map(([path, content]) => ({ path, content, mode: '100644', type: 'blob' })),
    })
    const commit = await octokit.request('POST /repos/{owner}/{repo}/git/commits', {
      ...repo,
      message: 'A change',
      tree: tree.data.sha,
      parents: [parent],
    })
    const { sha } = commit.data
    if (tip)
      await octokit.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', { ...repo, ref: `heads/${branch}`, sha })
    else await octokit.request('POST /repos/{owner}/{repo}/git/refs', { ...repo, ref: `refs/heads/${branch}`, sha })
    return sha
  }
  /** Opens a pull request of a branch. Answers its number. */
  const open = async (login: string, branch: string, owner = 'acme') => {
    const head = owner === 'acme' ? branch : `${owner}:${branch}`
    const pull = { ...where, head, base: 'main', title: 'A change' }
    return (await as(login).request('POST /repos/{owner}/{repo}/pulls', pull)).data.number
  }
  const fork = async (login: string) => {
    await as(login).request('POST /repos/{owner}/{repo}/forks', where)
    await sandbox.settle()
  }
  return {
    sandbox,
    app,
    installationId,
    installation,
    as,
    where,
    remote,
    write,
    open,
    fork,
    data: join(dir, 'data'),
    endings,
  }
}
