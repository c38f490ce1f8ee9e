/**
 * How long lint takes and how much memory, as whole processes with their start-up, beside Spectral's and Redocly's command lines over
 * the same files: `npm run bench:lint`. Both are installed into a temporary folder, or taken from the one named: `-- --peers <folder>`;
 * `--only <text>` runs the cases whose name holds the text.
 * Redocly's own recommended rules are others; it is here for its speed.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { dump } from 'js-yaml'

const root = resolve(import.meta.dirname, '../..')
const compiled = join(root, 'dist/cli/apigov.mjs')
const ours = existsSync(compiled) ? compiled : join(root, 'src/cli/apigov.mts')
const scratch = mkdtempSync(join(tmpdir(), 'apigov-bench-'))
const { values } = parseArgs({ options: { peers: { type: 'string' }, only: { type: 'string', default: '' } } })

interface Contracts {
  readonly name: string
  readonly files: readonly string[]
}

interface Run {
  readonly seconds: number
  readonly cpu: number
  readonly megabytes: number
  readonly findings: number
}

try {
  const peers = values.peers ?? install()
  writeFileSync(join(scratch, 'ruleset.yaml'), 'extends: ["spectral:oas"]\n')
  console.log(`apigov from ${ours === compiled ? 'dist' : 'sources'}, Node ${process.versions.node}; whole processes`)
  for (const { name, files } of contracts().filter(({ name }) => name.includes(values.only))) {
    const own = run(
      [ours, 'lint', ...files, '--ruleset', 'ruleset.yaml', '--format', 'json', '--no-cache', '--timeout', '10m'],
      (text) => JSON.parse(text).findings.length,
    )
    const spectral = run(
      [
        join(peers, 'node_modules/@stoplight/spectral-cli/dist/index.js'),
        'lint',
        ...files,
        '-r',
        'ruleset.yaml',
        '-f',
        'json',
      ],
      (text) => JSON.parse(text.slice(text.indexOf('['), text.lastIndexOf(']') + 1)).length,
    )
    const redocly = run(
      [join(peers, 'node_modules/@redocly/cli/bin/cli.js'), 'lint', ...files, '--format', 'json'],
      (text) => text.match(/"ruleId"/g)?.length ?? 0,
    )
    console.log(
      `${name}\n  apigov   ${described(own)}\n  Spectral ${described(spectral, own)}\n  Redocly  ${described(redocly, own)}`,
    )
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function install(): string {
  const folder = join(scratch, 'peers')
  mkdirSync(folder)
  writeFileSync(join(folder, 'package.json'), '{}')
  const packages = ['@stoplight/spectral-cli@6.16.3', '@redocly/cli@2.77.0']
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], {
    cwd: folder,
    stdio: 'ignore',
  })
  return folder
}

function contracts(): readonly Contracts[] {
  const text = readFileSync(join(root, 'node_modules/@octokit/openapi/generated/api.github.com.json'), 'utf8')
  const github = JSON.parse(text)
  const write = (name: string, content: string) => {
    writeFileSync(join(scratch, name), content)
    return [name]
  }
  return [
    { name: "GitHub's description, JSON", files: write('github.json', text) },
    { name: 'the same in YAML', files: write('github.yaml', dump(github)) },
    { name: 'the same as OpenAPI 3.1', files: write('github-3.1.json', JSON.stringify(newer(github), null, 2)) },
    { name: '1,000 small contracts of three files each', files: small(1000) },
  ]
}

/** As 3.1 says what 3.0 says: `null` is a type, and some references are described. */
function newer(github: object): object {
  let references = 0
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert)
    if (typeof value !== 'object' || value === null) return value
    const { nullable, ...rest } = value as Record<string, unknown>
    const converted = Object.fromEntries(
      Object.entries(rest).map(([key, child]) => [key, /^examples?$/.test(key) ? child : convert(child)]),
    )
    if (nullable === true && typeof converted['type'] === 'string') converted['type'] = [converted['type'], 'null']
    if (typeof converted['$ref'] === 'string' && ++references % 3 === 0)
      converted['description'] = `Reference ${references}`
    return converted
  }
  return { ...(convert(github) as object), openapi: '3.1.0' }
}

function small(count: number): readonly string[] {
  const template = join(root, 'catalog-template')
  cpSync(join(template, 'shared'), join(scratch, 'shared'), { recursive: true })
  return Array.from({ length: count }, (_, index) => {
    const folder = `apis/api-${index}/v1`
    cpSync(join(template, 'apis/orders/v1'), join(scratch, folder), { recursive: true })
    return `${folder}/openapi.yaml`
  })
}

/** Memory and CPU are what the process itself says of itself as it ends. */
function run(argv: readonly string[], findingsIn: (output: string) => number): Run {
  const hook = join(scratch, 'usage.cjs')
  const usage = join(scratch, 'usage.json')
  writeFileSync(
    hook,
    `process.on('exit',()=>require('fs').writeFileSync(${JSON.stringify(usage)},JSON.stringify(process.resourceUsage())))`,
  )
  const start = performance.now()
  const { stdout } = spawnSync(process.execPath, ['--require', hook, ...argv], {
    cwd: scratch,
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
    env: { ...process.env, NODE_OPTIONS: '--max-old-space-size=8000' },
  })
  const seconds = (performance.now() - start) / 1000
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usage, 'utf8'))
  return { seconds, cpu: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024, findings: findingsIn(stdout) }
}

function described({ seconds, cpu, megabytes, findings }: Run, own?: Run): string {
  const known = `${seconds.toFixed(1)} s, ${cpu.toFixed(1)} s CPU, ${megabytes.toFixed(0)} MB, ${findings} findings`
  if (!own) return known
  return `${known}: ${(seconds / own.seconds).toFixed(1)} times our time, ${(cpu / own.cpu).toFixed(1)} times our CPU, ${(megabytes / own.megabytes).toFixed(1)} times our memory`
}
