/**
 * How long `apigov diff` takes and how much memory, built as it is installed, as whole processes with their start-up, beside
 * oasdiff and npm openapi-diff under their caps: `npm run bench:diff`. Then what a server that keeps its contracts pays for one
 * changed line of GitHub's description, and what YAML costs beside js-yaml alone. The ratios say how many times our wall time
 * another one's is.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { oasdiffBinary as oasdiff } from '../diff/oasdiff-binary.ts'
import { pairs } from './diff-pairs.ts'
import { printKept, printYaml } from './diff-parts.ts'

const root = resolve(import.meta.dirname, '../..')
const ours = join(root, 'dist/cli/apigov.mjs')
const openapiDiff = createRequire(import.meta.url).resolve('openapi-diff/bin/openapi-diff')
const scratch = mkdtempSync(join(tmpdir(), 'apigov-bench-'))

interface Run {
  readonly seconds: number
  /** CPU of the process: what counts on a machine that does other things as well. */
  readonly cpu: number
  readonly megabytes: number
  /** Why there is no answer. */
  readonly failure: string | null
}

const none: Run = {
  seconds: Number.NaN,
  cpu: Number.NaN,
  megabytes: Number.NaN,
  failure: 'has no binary for this machine',
}

try {
  console.log(`apigov as it is installed, Node ${process.versions.node}; whole processes, best of 5`)
  for (const { name, base, revision } of pairs(scratch)) {
    const own = best(5, () => node([ours, 'diff', base, revision, '--fail-on', 'never'], 120))
    if (own.failure !== null) throw new Error(`${name}: apigov gave ${own.failure}`)
    const others = {
      // Stripe's pair takes it 203 s and 15.3 GB, which is no figure to wait for.
      oasdiff: oasdiff === null ? none : capped(oasdiff, ['changelog', base, revision, '--format', 'json'], 30, 4096),
      'openapi-diff': node(['--max-old-space-size=512', openapiDiff, base, revision], 5),
    }
    console.log(`${name.padEnd(34)} apigov ${described(own)}`)
    for (const [other, run] of Object.entries(others))
      console.log(`${''.padEnd(34)} ${other} ${run.failure ?? `${described(run)}: ${ratio(run, own)} times ours`}`)
  }
  printKept()
  printYaml()
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function best(times: number, measure: () => Run): Run {
  const runs = Array.from({ length: times }, measure).toSorted((a, b) => a.seconds - b.seconds)
  const [first] = runs
  if (first === undefined) throw new RangeError('nothing was run')
  return first
}

/** A Node process. Memory and CPU are what it says of itself as it ends. */
function node(argv: readonly string[], seconds: number): Run {
  const report = `process.on('exit',()=>{const u=process.resourceUsage();require('fs').writeSync(3,JSON.stringify(u))})`
  const hook = join(scratch, 'usage.cjs')
  writeFileSync(hook, report)
  return run(process.execPath, ['--require', hook, ...argv], seconds, '512 MB')
}

/** A program that may not have more than so many megabytes of addresses. */
function capped(program: string, argv: readonly string[], seconds: number, megabytes: number): Run {
  const shell = `ulimit -v ${megabytes * 1024} && exec "$0" "$@"`
  return run('/bin/sh', ['-c', shell, program, ...argv], seconds, `${megabytes} MB`)
}

function run(program: string, argv: readonly string[], limit: number, memory: string): Run {
  const start = performance.now()
  const { output, signal, status } = spawnSync(program, argv, {
    cwd: scratch,
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: limit * 1000,
    killSignal: 'SIGKILL',
  })
  const usage = output[3] ? JSON.parse(output[3]) : null
  const isSilent = output[1] === ''
  return {
    seconds: (performance.now() - start) / 1000,
    cpu: usage === null ? Number.NaN : (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    megabytes: usage === null ? Number.NaN : usage.maxRSS / 1024,
    failure:
      signal !== null || isSilent
        ? `no answer within ${limit} s and ${memory}${signal ? '' : ` (exit ${status})`}`
        : null,
  }
}

function ratio(other: Run, own: Run): string {
  return (other.seconds / own.seconds).toFixed(1)
}

function described({ seconds, cpu, megabytes }: Run): string {
  const known = Number.isNaN(cpu) ? '' : `, ${cpu.toFixed(2)} s CPU, ${megabytes.toFixed(0)} MB`
  return `${seconds.toFixed(2)} s${known}`
}
