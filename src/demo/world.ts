import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from 'js-yaml'
import { type Forge, Person } from './person.ts'
import { freePort, type Service, startService } from './service.ts'
import { startUpstream } from './upstream.ts'

/** The forge, and who works on it. */
export interface Scene {
  readonly forge: Forge
  readonly developer: Person
  readonly reviewer: Person
}

/** Everything the story happens in: a forge, a company on it, the App, two gateways, a service behind them. Closed in reverse order. */
export class World {
  /** Where every file of the story lies: repositories, clones, databases, logs. */
  readonly dir: string
  readonly #closing: (() => Promise<void>)[] = []
  readonly #nodeToken = `node-${crypto.randomUUID()}`

  constructor(dir: string) {
    this.dir = dir
    mkdirSync(join(dir, 'logs'), { recursive: true })
  }

  /** The forge with an organisation, its teams and a catalog of `files`, and two people who work on it. */
  async startForge(files: Readonly<Record<string, string>> = templateFiles()): Promise<Scene> {
    const url = `http://127.0.0.1:${await freePort()}`
    const forge: Forge = { url, apiUrl: `${url}/api/v3`, repository: 'acme/catalog' }
    const ports = ['--port', new URL(url).port]
    await this.#start('forge', ['sandbox', ...ports, '--data', join(this.dir, 'forge')], {}, url)
    const person = async (login: string) => {
      const { token } = await seed<{ token: string }>(forge, 'users', { login })
      return new Person(login, token, forge, join(this.dir, 'clones', login))
    }
    const developer = await person('payments-developer')
    const reviewer = await person('api-reviewer')
    const members = [
      { login: developer.login, role: 'member' },
      { login: reviewer.login, role: 'admin' },
    ]
    await seed(forge, 'organizations', { login: 'acme', members })
    for (const slug of forgeTeams(files)) await seed(forge, 'teams', { org: 'acme', slug, members: [reviewer.login] })
    await seed(forge, 'repositories', { owner: 'acme', name: 'catalog', files })
    return { forge, developer, reviewer }
  }

  /** Registers the App with what `app.yml` asks for, installs it, and starts it. */
  async startApp(forge: Forge): Promise<{ readonly url: string; readonly secret: string }> {
    const url = `http://127.0.0.1:${await freePort()}`
    const secret = crypto.randomUUID()
    const wanted = { name: 'apigov', webhookUrl: `${url}${webhookPath}`, webhookSecret: secret, ...manifest() }
    const app = await seed<{ appId: number; privateKeyPem: string }>(forge, 'apps', wanted)
    await seed(forge, 'installations', { appId: app.appId, owner: 'acme', repositories: 'all' })
    const key = join(this.dir, 'app.private-key.pem')
    writeFileSync(key, app.privateKeyPem, { mode: 0o600 })
    const env = {
      APP_ID: String(app.appId),
      PRIVATE_KEY_PATH: key,
      WEBHOOK_SECRET: secret,
      GHE_HOST: new URL(forge.url).host,
      GHE_PROTOCOL: 'http',
      APIGOV_NODE_TOKEN: this.#nodeToken,
    }
    await this.#start(
      'app',
      ['app', '--port', new URL(url).port, '--data', join(this.dir, 'app')],
      env,
      `${url}/health`,
    )
    return { secret, url }
  }

  /** A gateway that follows `deploy/<environment>` of the catalog and reports to the App. */
  async startGateway(
    environment: string,
    forge: Forge,
    appUrl: string,
  ): Promise<{ readonly url: string; readonly admin: string }> {
    const url = `http://127.0.0.1:${await freePort()}`
    const admin = `http://127.0.0.1:${await freePort()}`
    const source = `${forge.url}/${forge.repository}.git#deploy/${environment}`
    const ports = ['--port', new URL(url).port, '--admin-port', new URL(admin).port]
    const env = { APIGOV_NODE_TOKEN: this.#nodeToken }
    const args = [
      'gateway',
      source,
      ...ports,
      '--poll',
      '500ms',
      '--app-url',
      appUrl,
      '--repository',
      forge.repository,
      '--data',
      join(this.dir, `gateway-${environment}`),
    ]
    await this.#start(`gateway-${environment}`, args, env, `${admin}/health`)
    return { url, admin }
  }

  async startUpstream(): Promise<string> {
    const upstream = await startUpstream()
    this.#closing.push(() => upstream.stop())
    return upstream.url
  }

  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close()
  }

  async #start(
    name: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    healthUrl: string,
  ): Promise<Service> {
    const service = await startService(name, args, env, join(this.dir, 'logs', `${name}.log`), healthUrl)
    this.#closing.push(() => service.stop())
    return service
  }
}

/** Does on the sandbox what on GitHub a person does in settings pages. */
async function seed<Answer>({ url }: Forge, verb: string, body: object): Promise<Answer> {
  const response = await fetch(`${url}/_sandbox/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`the sandbox did not take ${verb}: ${await response.text()}`)
  return (await response.json()) as Answer
}

/** Where `app.yml` tells the forge to send webhooks. */
export const webhookPath = '/api/github/webhooks'

const template = fileURLToPath(new URL('../../catalog-template/', import.meta.url))

function templateFiles(): Record<string, string> {
  const paths = readdirSync(template, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    paths.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(template.length), readFileSync(path, 'utf8')]
    }),
  )
}

/** The slugs of the forge's teams that a catalog's teams stand for, and the one that the story adds. */
function forgeTeams(files: Readonly<Record<string, string>>): string[] {
  const slugs = Object.entries(files)
    .filter(([path]) => path.startsWith('teams/'))
    .flatMap(([, text]) => /^forge:\s*[^/\s]+\/(\S+)/m.exec(text)?.[1] ?? [])
  return [...new Set([...slugs, 'payments'])]
}

function manifest(): { readonly permissions: Record<string, 'read' | 'write'>; readonly events: readonly string[] } {
  const text = readFileSync(new URL('../../app.yml', import.meta.url), 'utf8')
  const { default_permissions, default_events } = load(text) as {
    default_permissions: Record<string, 'read' | 'write'>
    default_events: string[]
  }
  return { permissions: default_permissions, events: default_events }
}
