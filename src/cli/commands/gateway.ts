import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseDuration } from '../../base/duration.ts'
import { messageOf } from '../../base/errors.ts'
import type { HeartbeatOptions } from '../../gateway/heartbeats.ts'
import type { TrafficLogOptions } from '../../gateway/traffic-sink.ts'
import type { FleetOptions } from '../../gateway/workers/fleet.ts'
import type { SnapshotSource } from '../../snapshot/source.ts'
import { type Call, defineCommand, type Io } from '../command.ts'
import { adminTokenUnfit, optionInvalid, redisUrlUnfit, secretMissing, secretUnreadable } from '../errors.ts'
import { readTlsFiles, type TlsFiles, watchTlsFiles } from '../tls-files.ts'

export const gateway = defineCommand({
  id: 'gateway',
  summary: 'Serve a snapshot, and reload it when it changes.',
  arguments: '<snapshot>',
  options: [
    { flags: '--host <address>', summary: 'Address for traffic.', default: '127.0.0.1' },
    { flags: '--port <number>', summary: 'Port for traffic; 0 takes a free one.', default: '8080' },
    { flags: '--admin-host <address>', summary: 'Address for operators.', default: '127.0.0.1' },
    { flags: '--admin-port <number>', summary: 'Port for health, config and metrics.', default: '9901' },
    {
      flags: '--admin-token-file <file>',
      summary:
        'Holds the token of operators; or APIGOV_ADMIN_TOKEN. Must be there where --admin-host is not this machine.',
    },
    {
      flags: '--data <dir>',
      summary: 'Keeps the last good snapshot, the denylist, used quotas and the mirror.',
      default: '.apigov/gateway',
    },
    { flags: '--poll <duration>', summary: 'How often to look; default 2s for paths, 5s for URLs.' },
    { flags: '--public-key <file>', summary: 'Serve only snapshots signed with its other half (PEM).' },
    { flags: '--tls-cert <file>', summary: 'Certificate chain for callers (PEM); without it they come in the clear.' },
    { flags: '--tls-key <file>', summary: 'Private key of the certificate (PEM).' },
    { flags: '--tls-client-ca <file>', summary: 'Asks callers for a certificate that one of these has signed (PEM).' },
    {
      flags: '--trust-proxy <range>',
      summary: 'A proxy in front whose X-Forwarded fields are believed.',
      repeatable: true,
    },
    {
      flags: '--max-connections <number>',
      summary: 'Connections of callers at a time; more are closed as they come.',
      default: '16384',
    },
    {
      flags: '--max-header-size <bytes>',
      summary: 'Bytes of the head of a request, 4096 to 65536; more is a 431.',
      default: '16384',
    },
    {
      flags: '--max-header-fields <number>',
      summary: 'Fields of a request, 16 to 500; more is a 431.',
      default: '256',
    },
    {
      flags: '--workers <number>',
      summary: 'Processes that serve, alike and from one port; with 1 it is this one.',
      default: '1',
    },
    {
      flags: '--redis-url-file <file>',
      summary: 'Holds the URL of a Redis or Valkey where gateways count limits together; or APIGOV_REDIS_URL.',
    },
    {
      flags: '--secrets <dir>',
      summary: 'Has the files that snapshots name: certificates, keys and authorities for upstreams (PEM).',
    },
    { flags: '--access-log <file>', summary: 'Appends a line of JSON for each request.' },
    {
      flags: '--traffic-log <file>',
      summary: 'Appends a line of JSON for each request that found a route: who used what.',
    },
    { flags: '--plugin <module>', summary: 'A plugin of your own (JavaScript).', repeatable: true },
    { flags: '--app-url <url>', summary: 'The App to report to; needs APIGOV_NODE_TOKEN or --node-token-file.' },
    { flags: '--node-token-file <file>', summary: 'Holds the token for the App.' },
    { flags: '--git-token-file <file>', summary: 'Holds a token that may read the repository; or APIGOV_GIT_TOKEN.' },
    { flags: '--repository <owner/name>', summary: 'The catalog’s repository, as the App knows it.' },
  ],
  examples: ['apigov gateway dist/', 'apigov gateway https://git.acme.example/apis.git#deploy/prod --poll 10s'],
  async run(call, io) {
    const { startGateway } = await import('../../gateway/gateway.ts')
    const { defaultCallerLimits } = await import('../../gateway/traffic.ts')
    const { loadOwnPlugins } = await import('../../gateway/own-plugins.ts')
    const { readerInThread } = await import('../../process/snapshot-thread.ts')
    const { publicKeyOf } = await import('../../snapshot/signature.ts')
    const keyFile = text(call, 'publicKey')
    const tlsFiles = tlsFilesOf(call, io)
    const tls = tlsFiles && (await readTlsFiles(tlsFiles))
    const workers = await workersOf(call, io)
    const log = (line: string) => void io.stderr.write(`${line}\n`)
    const served = await startGateway({
      source: await sourceOf(call, io),
      host: text(call, 'host') ?? '127.0.0.1',
      port: portOf(call, 'port'),
      adminHost: text(call, 'adminHost') ?? '127.0.0.1',
      adminPort: portOf(call, 'adminPort'),
      adminToken: await adminTokenOf(call, io),
      dataDir: dataFolder(call, io),
      publicKey: keyFile === undefined ? undefined : publicKeyOf(await secretFile(resolve(io.cwd, keyFile))),
      tls,
      secrets: { folder: pathOf(call, io, 'secrets') ?? null, poll: pollOf(call, 2_000) },
      trustedProxies: list(call, 'trustProxy'),
      callerLimits: {
        ...defaultCallerLimits,
        connections: numberOf(call, 'maxConnections', '--max-connections', 1, 9_999_999),
        headSize: numberOf(call, 'maxHeaderSize', '--max-header-size', 4_096, 65_536),
        fields: numberOf(call, 'maxHeaderFields', '--max-header-fields', 16, 500),
      },
      accessLog: pathOf(call, io, 'accessLog'),
      redisUrl: await redisUrlOf(call, io),
      trafficLog: trafficLogOf(call, io),
      plugins: await loadOwnPlugins(list(call, 'plugin'), io.cwd),
      reader: readerInThread,
      workers,
      heartbeat: await heartbeatOf(call, io),
      log,
    })
    const unwatch = tls && watchTlsFiles(tlsFiles, tls, served.secure, { poll: pollOf(call, 2_000), log })
    const { host, port, adminHost, adminPort } = served
    const environment = served.serving()?.environment
    const scheme = tls === undefined ? 'http' : 'https'
    const inWorkers = workers === undefined ? '' : ` with ${workers.count} workers`
    io.stdout.write(
      `Serving \`${environment}\` on ${scheme}://${host}:${port}${inWorkers}, for operators on http://${adminHost}:${adminPort}\n`,
    )
    if (!io.signal.aborted) await once(io.signal, 'abort')
    unwatch?.()
    io.stderr.write('finishing what is in flight\n')
    await served.close()
    return 0
  },
})

/** `<git-url>#<branch>` unless there is such a file or folder. */
async function sourceOf(call: Call, io: Io): Promise<SnapshotSource> {
  const [given = ''] = call.args
  const path = resolve(io.cwd, given)
  const hash = given.lastIndexOf('#')
  if (hash <= 0 || existsSync(path)) {
    const { fileSource } = await import('../../git/file-source.ts')
    return fileSource(path, pollOf(call, 2_000))
  }
  const { gitSource } = await import('../../git/snapshot-source.ts')
  const address = given.slice(0, hash)
  // A path is relative to where the command runs, Git runs in the mirror.
  const isPath = existsSync(resolve(io.cwd, address))
  const url = isPath ? resolve(io.cwd, address) : address
  const branch = given.slice(hash + 1)
  const { createHash } = await import('node:crypto')
  const mirror = createHash('sha256').update(`${url}#${branch}`).digest('hex').slice(0, 16)
  return gitSource({
    url,
    branch,
    dir: join(dataFolder(call, io), `mirror-${mirror}.git`),
    env: io.env,
    token: () => secretOf(call, io, 'gitTokenFile', 'APIGOV_GIT_TOKEN'),
    poll: pollOf(call, isPath ? 2_000 : 5_000),
  })
}

function tlsFilesOf(call: Call, io: Io): TlsFiles | undefined {
  const [cert, key, clientCa] = [
    pathOf(call, io, 'tlsCert'),
    pathOf(call, io, 'tlsKey'),
    pathOf(call, io, 'tlsClientCa'),
  ]
  if (cert === undefined && key === undefined && clientCa === undefined) return undefined
  if (cert === undefined || key === undefined)
    throw optionInvalid('--tls-cert', cert ?? '', 'Give both `--tls-cert` and `--tls-key`, or none of them.')
  return { cert, key, ...(clientCa !== undefined && { clientCa }) }
}

async function adminTokenOf(call: Call, io: Io): Promise<string | undefined> {
  const token = await secretOf(call, io, 'adminTokenFile', 'APIGOV_ADMIN_TOKEN')
  if (token === null && text(call, 'adminTokenFile') === undefined) return undefined
  // What is one word of 16 characters or more: it is sent as bearer token, and guessed at otherwise.
  if (token !== null && /^\S{16,}$/.test(token)) return token
  throw adminTokenUnfit(text(call, 'adminTokenFile') ?? 'APIGOV_ADMIN_TOKEN')
}

async function redisUrlOf(call: Call, io: Io): Promise<string | undefined> {
  const url = await secretOf(call, io, 'redisUrlFile', 'APIGOV_REDIS_URL')
  if (url === null && text(call, 'redisUrlFile') === undefined) return undefined
  const { protocol, hostname } = URL.parse(url ?? '') ?? {}
  if (url !== null && /^rediss?:$/.test(protocol ?? '') && hostname !== '') return url
  throw redisUrlUnfit(text(call, 'redisUrlFile') ?? 'APIGOV_REDIS_URL')
}

async function heartbeatOf(call: Call, io: Io): Promise<HeartbeatOptions | undefined> {
  const url = text(call, 'appUrl')
  if (url === undefined) return undefined
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw optionInvalid('--app-url', url, 'Give the address of the App, such as https://apigov.acme.example.')
  const token = await secretOf(call, io, 'nodeTokenFile', 'APIGOV_NODE_TOKEN')
  if (token === null) throw secretMissing('token to report to the App with')
  return { url, token, repository: text(call, 'repository') ?? null }
}

/** The content of the file an option names, else the variable; `null` where there is neither. */
async function secretOf(call: Call, io: Io, option: string, variable: string): Promise<string | null> {
  const file = text(call, option)
  if (file !== undefined) return (await secretFile(resolve(io.cwd, file))).trim()
  return io.env[variable]?.trim() || null
}

async function secretFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (thrown) {
    throw secretUnreadable(path, messageOf(thrown), thrown)
  }
}

function dataFolder(call: Call, io: Io): string {
  return resolve(io.cwd, text(call, 'data') ?? '.apigov/gateway')
}

function portOf(call: Call, option: 'port' | 'adminPort'): number {
  const given = text(call, option) ?? ''
  const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN
  if (port <= 65_535) return port
  throw optionInvalid(option === 'port' ? '--port' : '--admin-port', given, 'Give a number from 0 to 65535.')
}

function numberOf(call: Call, option: string, flag: string, least: number, most: number): number {
  const given = text(call, option) ?? ''
  const number = /^[1-9]\d{0,8}$/.test(given) ? Number(given) : Number.NaN
  if (number >= least && number <= most) return number
  throw optionInvalid(flag, given, `Give a number from ${least} to ${most}.`)
}

function trafficLogOf(call: Call, io: Io): TrafficLogOptions | undefined {
  const path = pathOf(call, io, 'trafficLog')
  return path === undefined ? undefined : { path }
}

async function workersOf(call: Call, io: Io): Promise<FleetOptions | undefined> {
  const given = text(call, 'workers') ?? ''
  if (!/^[1-9]\d{0,2}$/.test(given)) throw optionInvalid('--workers', given, 'Give a number from 1 to 999.')
  if (given === '1') return undefined
  const { servingProcesses } = await import('../../process/serving-processes.ts')
  const { workerFile } = await import('../../gateway/workers/fleet.ts')
  // A worker asks nobody for snapshots and tells nobody what it serves.
  const isNeeded = (name: string) => !/^APIGOV_.*TOKEN$/.test(name)
  const env = Object.fromEntries(
    Object.entries(io.env).map(([name, value]) => [name, isNeeded(name) ? value : undefined]),
  )
  const pluginModules = list(call, 'plugin').map((path) => resolve(io.cwd, path))
  return { count: Number(given), start: servingProcesses(workerFile, env), pluginModules }
}

function pollOf(call: Call, otherwise: number): number {
  const given = text(call, 'poll')
  if (given === undefined) return otherwise
  const duration = parseDuration(given)
  if (duration === undefined || duration < 100)
    throw optionInvalid('--poll', given, 'Give a duration of at least 100ms, such as `5s`.')
  return duration
}

function text(call: Call, option: string): string | undefined {
  const value = call.options[option]
  return typeof value === 'string' ? value : undefined
}

function pathOf(call: Call, io: Io, option: string): string | undefined {
  const given = text(call, option)
  return given === undefined ? undefined : resolve(io.cwd, given)
}

function list(call: Call, option: string): readonly string[] {
  const value = call.options[option]
  return Array.isArray(value) ? value : []
}
