/**
 * The sandbox: a local server that a GitHub App can be built, shown and tested against without GitHub. It holds real bare
 * repositories and lets git itself serve, merge and compare them (by its command line, sharing no code with `git/`), and it
 * answers the part of GitHub's API that an App needs, as GitHub Enterprise Server does: REST under `/api/v3`, uploads under
 * `/api/uploads`, git at `/<owner>/<repo>.git`, pages for people at `/`.
 *
 * It may not be kinder than GitHub. Every route says which page of GitHub's documentation it follows (`routes/`, listed in
 * docs/sandbox.md), and the tests hold each request and answer against GitHub's own OpenAPI description.
 *
 * How it is built: `records.ts` and `store.ts` are what it remembers, `git.ts` and `diff.ts` what it asks git, `shapes/` how
 * things look in JSON, `routes/` one file per family of calls. `pushes.ts` and `pulls.ts` hold what follows from a change,
 * `events.ts` who hears of it, `webhooks.ts` the sending. `pages/` is for people, `seeding.ts` does what on GitHub a person does in
 * settings pages.
 */
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Clock, systemClock } from '../base/ports.ts'
import { serveAppRegistration } from './app-registration.ts'
import { sandboxNotStarted } from './errors.ts'
import { servePages } from './pages/pages.ts'
import type { Delivery, Level } from './records.ts'
import * as seeding from './seeding.ts'
import { serveSeeding } from './seeding-routes.ts'
import { sandboxServer } from './server.ts'
import { openStore } from './store.ts'
import { turns } from './turns.ts'
import { webhooks } from './webhooks.ts'
import type { Background, World } from './world.ts'

export interface SandboxOptions {
  /** Where repositories and everything else are kept; made where missing, found again by the next start. */
  readonly dir: string
  /** Default 0: any free one. */
  readonly port?: number
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default: the system's. Tokens expire by it. */
  readonly clock?: Clock
  /** Milliseconds a webhook's receiver has to answer. Default: GitHub's 10 seconds. */
  readonly webhookTimeout?: number
}

export interface Sandbox {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** `<url>/api/v3` */
  readonly apiUrl: string
  /** A person and a token that may do all that the person may. */
  addUser(login: string): { readonly login: string; readonly token: string }
  /** `basePermission` is what members may in every repository of it; GitHub's own default is `read`, ours `write`. */
  addOrganization(
    login: string,
    members: readonly { readonly login: string; readonly role: 'admin' | 'member' }[],
    basePermission?: Level,
  ): void
  /** Creates the team or replaces its members. */
  addTeam(org: string, slug: string, members: readonly string[]): void
  addRepository(owner: string, name: string, options?: seeding.NewRepository): Promise<void>
  addCollaborator(owner: string, name: string, login: string, level: Level): void
  registerApp(app: seeding.NewApp): {
    readonly appId: number
    readonly privateKeyPem: string
    readonly slug: string
    readonly clientId: string
  }
  /** For a server that learns its own port late. */
  setWebhook(appId: number, webhookUrl: string): void
  /** Installs, or changes which repositories an installation sees. */
  installApp(appId: number, owner: string, repositories: readonly string[] | 'all'): { readonly installationId: number }
  protectBranch(owner: string, name: string, branch: string, rules: seeding.Protected): Promise<void>
  /** What was sent to an App, oldest first. */
  deliveries(appId: number): readonly Delivery[]
  /** Resolves when no webhook and no test merge is on its way any more. */
  settle(): Promise<void>
  close(): Promise<void>
}

/**
 * Starts the sandbox and answers when it listens.
 *
 * @example
 * const sandbox = await startSandbox({ dir: 'data' })
 * sandbox.addUser('ada')
 * await sandbox.addRepository('ada', 'catalog', { files: { 'apigov.yaml': 'format: 1\n' } })
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { dir, port = 0, host = '127.0.0.1', clock = systemClock, webhookTimeout = 10_000 } = options
  mkdirSync(join(dir, 'git'), { recursive: true })
  mkdirSync(join(dir, 'assets'), { recursive: true })
  const store = openStore(join(dir, 'sandbox.sqlite'))
  const background = inBackground()
  const hooks = webhooks(() => world, webhookTimeout)
  const server = sandboxServer(() => world)
  serveSeeding(server, () => world)
  servePages(server, () => world)
  serveAppRegistration(server, () => world)
  await server.listen({ port, host }).catch((thrown) => {
    store.close()
    throw sandboxNotStarted(`${host}:${port}`, thrown)
  })
  const address = server.server.address() as AddressInfo
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`
  const world: World = { store, dir, url, clock, webhooks: hooks, background, turns: turns() }
  return {
    url,
    apiUrl: `${url}/api/v3`,
    addUser: (login) => seeding.addUser(world, login),
    addOrganization: (login, members, base) => seeding.addOrganization(world, login, members, base),
    addTeam: (org, slug, members) => seeding.addTeam(world, org, slug, members),
    addRepository: async (owner, name, repository) =>
      void (await seeding.addRepository(world, owner, name, repository)),
    addCollaborator: (owner, name, login, level) => seeding.addCollaborator(world, owner, name, login, level),
    registerApp: (app) => seeding.registerApp(world, app),
    setWebhook: (appId, webhookUrl) => seeding.setWebhook(world, appId, webhookUrl),
    installApp: (appId, owner, repositories) => seeding.installApp(world, appId, owner, repositories),
    protectBranch: (owner, name, branch, rules) => seeding.protectBranch(world, owner, name, branch, rules),
    deliveries: (appId) => store.deliveries.filter((delivery) => delivery.appId === appId),
    async settle() {
      await background.settle()
      await hooks.settle()
    },
    async close() {
      await server.close()
      await background.settle()
      await hooks.close()
      store.close()
    },
  }
}

/** Work that outlives the call that began it. What fails there is our mistake and must not pass in silence. */
function inBackground(): Background {
  const under = new Set<Promise<void>>()
  return {
    run(work) {
      const running = work().finally(() => under.delete(running))
      under.add(running)
    },
    async settle() {
      while (under.size > 0) await Promise.all(under)
    },
  }
}
