/**
 * How long `apigov diff` takes and how much memory, as whole processes with their start-up, beside npm openapi-diff under its cap:
 * `npm run bench:diff`. The real pairs are Stripe's description, where the corpus lies beside the project, and two editions of
 * GitHub's; the made ones are what makes comparisons explode.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const compiled = join(root, 'dist/cli/apigov.mjs')
const ours = existsSync(compiled) ? compiled : join(root, 'src/cli/apigov.mts')
const theirs = createRequire(import.meta.url).resolve('openapi-diff/bin/openapi-diff')
const scratch = mkdtempSync(join(tmpdir(), 'apigov-bench-'))

interface Pair {
  readonly name: string
  readonly base: string
  readonly revision: string
}

interface Run {
  readonly seconds: number
  /** CPU of the process: what counts on a machine that does other things as well. */
  readonly cpu: number
  readonly megabytes: number
  /** Why there is no answer. */
  readonly failure: string | null
}

try {
  console.log(
    `apigov from ${ours === compiled ? 'dist' : 'sources'}, Node ${process.versions.node}; whole processes, best of 3`,
  )
  for (const pair of pairs()) {
    const own = best(3, () => run([ours, 'diff', pair.base, pair.revision, '--fail-on', 'never'], 120_000))
    if (own.failure !== null) throw new Error(`${pair.name}: apigov gave ${own.failure}`)
    const other = run(['--max-old-space-size=512', theirs, pair.base, pair.revision], 5_000)
    const ratio = other.failure === null ? `${(other.seconds / own.seconds).toFixed(1)} times ours` : other.failure
    console.log(`${pair.name.padEnd(34)} apigov ${described(own)}   openapi-diff ${described(other)}: ${ratio}`)
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function pairs(): readonly Pair[] {
  const stripe = resolve(root, '../shared/corpus/stripe')
  const github = join(root, 'node_modules/@octokit/openapi/generated')
  return [
    ...(existsSync(stripe) ? [pairOf('Stripe', join(stripe, 'base.json'), join(stripe, 'revision.json'))] : []),
    pairOf('GitHub Enterprise 3.18 and 3.19', join(github, 'ghes-3.18.json'), join(github, 'ghes-3.19.json')),
    made('one field', (type) => ({ Root: object({ id: { type } }) })),
    made('60 mutually recursive schemas', recursive),
    made('oneOf of 40 with a discriminator', branches),
  ]
}

/** Copied, because what is installed may be a link, and links are not followed. */
function pairOf(name: string, base: string, revision: string): Pair {
  const [one, other] = [base, revision].map((file, index) => {
    const copy = join(scratch, `${name.replaceAll(' ', '-')}-${index}.json`)
    copyFileSync(file, copy)
    return copy
  }) as [string, string]
  return { name, base: one, revision: other }
}

function made(name: string, schemas: (type: string) => object): Pair {
  const [base, revision] = ['string', 'integer'].map((type) => {
    const file = join(scratch, `${name.replaceAll(' ', '-')}-${type}.json`)
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Root' } } }
    const post = { requestBody: { content }, responses: { 200: { description: 'ok', content } } }
    writeFileSync(
      file,
      JSON.stringify({
        openapi: '3.0.3',
        info: { title: name, version: '1.0.0' },
        paths: { '/x': { post } },
        components: { schemas: schemas(type) },
      }),
    )
    return file
  }) as [string, string]
  return { name, base, revision }
}

/** Every schema leads to every other, and the last one changed. */
function recursive(type: string): object {
  const names = ['Root', ...Array.from({ length: 59 }, (_, index) => `Level${index}`)]
  const others = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]))
  return Object.fromEntries(
    names.map((name) => [name, object({ ...others, id: { type: name === names.at(-1) ? type : 'string' } })]),
  )
}

/** Every branch holds the choice again. */
function branches(type: string): object {
  const names = Array.from({ length: 40 }, (_, index) => `Kind${index}`)
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
  return {
    Root: { oneOf: names.map(ref), discriminator: { propertyName: 'kind' } },
    ...Object.fromEntries(
      names.map((name, index) => [
        name,
        object({ kind: { type: 'string' }, [`of${index}`]: { type }, next: ref('Root') }),
      ]),
    ),
  }
}

function object(properties: object): object {
  return { type: 'object', required: ['id', 'kind'].filter((name) => Object.hasOwn(properties, name)), properties }
}

function best(times: number, measure: () => Run): Run {
  const runs = Array.from({ length: times }, measure).toSorted((a, b) => a.seconds - b.seconds)
  const [first] = runs
  if (first === undefined) throw new RangeError('nothing was run')
  return first
}

/** Memory and CPU are what the process itself says of itself as it ends. */
function run(argv: readonly string[], timeout: number): Run {
  const report = `process.on('exit',()=>{const u=process.resourceUsage();require('fs').writeSync(3,JSON.stringify(u))})`
  const hook = join(scratch, 'usage.cjs')
  writeFileSync(hook, report)
  const start = performance.now()
  const { output, signal, status } = spawnSync(process.execPath, ['--require', hook, ...argv], {
    cwd: scratch,
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout,
    killSignal: 'SIGKILL',
  })
  const seconds = (performance.now() - start) / 1000
  const usage = output[3]
    ? JSON.parse(output[3])
    : { userCPUTime: Number.NaN, systemCPUTime: Number.NaN, maxRSS: Number.NaN }
  return {
    seconds,
    cpu: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    megabytes: usage.maxRSS / 1024,
    failure:
      signal !== null
        ? `no answer (${timeout / 1000} s, 512 MB)`
        : output[1] === ''
          ? `no answer (exit ${status})`
          : null,
  }
}

function described({ seconds, cpu, megabytes }: Run): string {
  const known = Number.isNaN(cpu) ? '' : `, ${cpu.toFixed(2)} s CPU, ${megabytes.toFixed(0)} MB`
  return `${seconds.toFixed(2)} s${known}`
}
