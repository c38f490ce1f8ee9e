/**
 * Who takes part in `npm run bench:gateway`: how each is configured and started, all of them alike: one process on one core,
 * keep-alive to both sides, requests below `/api` to the same upstream.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { digestOf, snapshotText } from '#snapshot/canonical.ts'
import type { SnapshotContent } from '#snapshot/snapshot.ts'
import { contentOf, key, routeOf, shopWith, snapshotOf } from '../../gateway/stage.ts'

export interface Running {
  readonly name: string
  readonly port: number
  readonly pid: number
  /** Header fields its callers send. */
  readonly fields: readonly string[]
  /** The end of what it wrote to stderr. */
  said(): string
  stop(): Promise<void>
}

/** The core of proxies, and that of the upstream and of wrk. */
export const [proxyCore, otherCore] = [0, 1] as const
const root = resolve(import.meta.dirname, '../../..')
const json = JSON.stringify({ id: 'ch_1', amount: 1250, currency: 'eur', captured: true })

/** Starts a program on the core of proxies, or on another, and waits until it listens. */
export async function start(
  name: string,
  argv: readonly string[],
  port: number,
  fields: readonly string[] = [],
  core: number = proxyCore,
  env: NodeJS.ProcessEnv = {},
) {
  const child = spawn('taskset', ['-c', String(core), ...argv], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  })
  let said = ''
  child.stderr.on('data', (chunk) => {
    said = (said + chunk).slice(-2000)
  })
  await listening(child, port, () => `${name} does not start: ${said}`)
  const stop = async () => {
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  return { name, port, pid: child.pid ?? 0, fields, said: () => said, stop } satisfies Running
}

async function listening(child: ChildProcess, port: number, why: () => string): Promise<void> {
  for (let round = 0; round < 300 && child.exitCode === null; round++) {
    const socket = net.connect(port, '127.0.0.1')
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (open) return
    await wait(100)
  }
  child.kill('SIGKILL')
  throw new Error(why())
}

export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function nginxConfig(dir: string, http: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${dir}/${name};`)
    .join(' ')
  return `daemon off; master_process off; worker_processes 1; pid ${dir}/nginx.pid; error_log ${dir}/error.log;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000000; ${temporary}
${http} }`
}

/**
 * nginx as the upstream: the same for every request, unless given a small JSON document. May have variables of nginx.
 * @param cacheControl the field of that name; none where it is empty.
 */
export async function startUpstream(dir: string, answer = json, cacheControl = ''): Promise<Running> {
  const port = await freePort()
  const config = nginxConfig(
    dir,
    `server { listen 127.0.0.1:${port}; location / { default_type application/json; add_header Cache-Control '${cacheControl}'; return 200 '${answer}'; } }`,
  )
  writeFileSync(join(dir, 'upstream.conf'), config)
  return start('upstream', ['nginx', '-p', dir, '-c', join(dir, 'upstream.conf')], port, [], otherCore)
}

export type Start = (upstream: number, dir: string) => Promise<Running>

async function startNginx(upstream: number, dir: string): Promise<Running> {
  const port = await freePort()
  const config = nginxConfig(
    dir,
    `upstream up { server 127.0.0.1:${upstream}; keepalive 128; keepalive_requests 1000000000; }
server { listen 127.0.0.1:${port}; location /api/ { proxy_pass http://up/; proxy_http_version 1.1; proxy_set_header Connection ""; } }`,
  )
  writeFileSync(join(dir, 'proxy.conf'), config)
  return start('nginx', ['nginx', '-p', dir, '-c', join(dir, 'proxy.conf')], port)
}

async function startHaproxy(upstream: number, dir: string): Promise<Running> {
  const port = await freePort()
  writeFileSync(
    join(dir, 'haproxy.cfg'),
    `global
  nbthread 1
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  http-reuse always
frontend front
  bind 127.0.0.1:${port}
  default_backend back
backend back
  server up 127.0.0.1:${upstream}
`,
  )
  return start('haproxy', ['haproxy', '-db', '-f', join(dir, 'haproxy.cfg')], port)
}

/**
 * The gateway as its users start it, with everything on: key, grant, plan limit, rate limit, metrics, request id, access log,
 * deadlines.
 */
export const startOurs: Start = (upstream, dir) => startGateway('apigov', dir, fullContent(upstream))

/** API key, grant, the limit of a plan and that of a route. */
export function fullContent(upstream: number): SnapshotContent {
  const plenty = { requests: 1_000_000_000, per: 1000, burst: 1_000_000_000 }
  return contentOf([`http://127.0.0.1:${upstream}`], {
    routes: [
      routeOf({
        auth: { kind: 'any', methods: ['api-key'] },
        plugins: [{ id: 'rate-limit', config: { ...plenty, by: 'consumer' } }],
      }),
    ],
    consumers: [shopWith(key)],
    plans: [{ id: 'gold', limits: [plenty] }],
  })
}

/**
 * The gateway over any content.
 * @param options of the command, beyond those that place it.
 * @param under what of Node it runs.
 */
export async function startGateway(
  name: string,
  dir: string,
  content: SnapshotContent,
  options: readonly string[] = ['--access-log', join(dir, 'access.log')],
  under: { readonly node: readonly string[]; readonly env: NodeJS.ProcessEnv } = { node: [], env: {} },
): Promise<Running> {
  const port = await freePort()
  const home = join(dir, name)
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, 'gateway.json'), snapshotText(snapshotOf(content, { digest: digestOf(content) })))
  const compiled = join(root, 'dist/cli/apigov.mjs')
  const cli = existsSync(compiled) ? compiled : join(root, 'src/cli/apigov.mts')
  const places = ['--port', String(port), '--admin-port', String(await freePort()), '--data', join(home, 'data')]
  const argv = [process.execPath, ...under.node, cli, 'gateway', home, ...places, ...options]
  return start(name, argv, port, [`x-api-key: ${key.key}`], proxyCore, under.env)
}

const packages = ['fastify@5', '@fastify/http-proxy@11', 'fast-gateway@3', 'express-gateway@1']

/** Installs the peers from npm into a folder of their own, once. */
export function installPeers(dir: string): void {
  if (existsSync(join(dir, 'node_modules/express-gateway'))) return
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'package.json'), '{ "private": true }')
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...packages], {
    cwd: dir,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

/** @param script gets the ports in place of `UPSTREAM` and `PORT`. */
function peer(name: string, home: string, script: string): Start {
  return async (upstream) => {
    const port = await freePort()
    const file = join(home, `${name.replace(/\W/g, '-')}.cjs`)
    writeFileSync(file, script.replaceAll('UPSTREAM', String(upstream)).replaceAll('PORT', String(port)))
    return start(name, [process.execPath, file], port)
  }
}

/** In the order in which each round runs them. */
export function contenders(peersDir: string): readonly Start[] {
  return [
    startNginx,
    startOurs,
    startHaproxy,
    peer(
      '@fastify/http-proxy',
      peersDir,
      `const app = require('fastify')()
app.register(require('@fastify/http-proxy'), { upstream: 'http://127.0.0.1:UPSTREAM', prefix: '/api' })
app.listen({ port: PORT, host: '127.0.0.1' })`,
    ),
    peer(
      'fast-gateway',
      peersDir,
      `require('fast-gateway')({ routes: [{ prefix: '/api', target: 'http://127.0.0.1:UPSTREAM' }] }).start(PORT, '127.0.0.1')`,
    ),
    expressGateway(peersDir),
  ]
}

function expressGateway(peersDir: string): Start {
  return async (upstream) => {
    const port = await freePort()
    const home = join(peersDir, 'express-gateway-config')
    mkdirSync(join(home, 'models'), { recursive: true })
    const shipped = join(peersDir, 'node_modules/express-gateway/lib/config')
    for (const model of ['applications', 'credentials', 'users'])
      writeFileSync(join(home, `models/${model}.json`), readFileSync(join(shipped, `models/${model}.json`)))
    writeFileSync(join(home, 'system.config.yml'), readFileSync(join(shipped, 'system.config.yml')))
    writeFileSync(
      join(home, 'gateway.config.yml'),
      `http: { port: ${port}, hostname: 127.0.0.1 }
apiEndpoints: { api: { host: '*', paths: '/api/*' } }
serviceEndpoints: { backend: { url: 'http://127.0.0.1:${upstream}' } }
policies: [proxy]
pipelines: { api: { apiEndpoints: [api], policies: [{ proxy: [{ action: { serviceEndpoint: backend } }] }] } }
`,
    )
    const file = join(peersDir, 'express-gateway.cjs')
    writeFileSync(
      file,
      `process.env.LOG_LEVEL = 'error'\nrequire('express-gateway')().load(${JSON.stringify(home)}).run()`,
    )
    return start('express-gateway', [process.execPath, file], port)
  }
}
