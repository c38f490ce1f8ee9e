/**
 * What it costs to lint a catalog of 1,000 contracts again: nothing changed, and one contract changed. Whole processes with their
 * start-up, the answers kept in a folder of its own: `npm run bench:lint`.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const compiled = join(root, 'dist/cli/apigov.mjs')
const ours = existsSync(compiled) ? compiled : join(root, 'src/cli/apigov.mts')
const template = join(root, 'catalog-template')
const scratch = mkdtempSync(join(tmpdir(), 'apigov-bench-'))
const runs = 5

try {
  cpSync(template, scratch, { recursive: true })
  const contracts = Array.from({ length: 1000 }, (_, index) => {
    const folder = `apis/api-${index}/v1`
    cpSync(join(template, 'apis/orders/v1'), join(scratch, folder), { recursive: true })
    return `${folder}/openapi.yaml`
  })
  const [changing = ''] = contracts
  const text = readFileSync(join(scratch, changing), 'utf8')
  console.log(`a catalog of 1,000 contracts, the answers kept\n  nothing is kept   ${lint(contracts)}`)
  for (let run = 0; run < runs; run++) console.log(`  nothing changed   ${lint(contracts)}`)
  for (let run = 0; run < runs; run++) {
    writeFileSync(join(scratch, changing), `${text}# ${run}\n`)
    console.log(`  one changed       ${lint(contracts)}`)
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

/** Seconds on the clock and of the processors, of which the second are the same on a busy machine. */
function lint(contracts: readonly string[]): string {
  const hook = join(scratch, 'usage.cjs')
  const usage = join(scratch, 'usage.json')
  writeFileSync(
    hook,
    `process.on('exit',()=>require('fs').writeFileSync(${JSON.stringify(usage)},JSON.stringify(process.resourceUsage())))`,
  )
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, ['--require', hook, ours, 'lint', ...contracts], {
    cwd: scratch,
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: join(scratch, 'cache') },
  })
  const seconds = (performance.now() - start) / 1000
  if (status !== 0) throw new Error(`lint ended with ${status}\n${stderr}`)
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usage, 'utf8'))
  return `${seconds.toFixed(2)} s, ${((userCPUTime + systemCPUTime) / 1e6).toFixed(2)} s CPU, ${(maxRSS / 1024).toFixed(0)} MB`
}
