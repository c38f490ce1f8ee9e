// How long `apigov --help` takes when it is warm, compiled, from start to exit: `node test/bench/start-up.ts` after `npm run build`.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const door = fileURLToPath(new URL('../../dist/cli/apigov.mjs', import.meta.url))
const runs = 20
const times = Array.from({ length: runs + 3 }, () => {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [door, '--help'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`apigov --help ended with ${status}: ${stderr}`)
  return performance.now() - start
})
  .slice(3)
  .sort((a, b) => a - b)
const at = (share: number) => Math.round(times[Math.floor(share * (runs - 1))] ?? 0)
console.log(`apigov --help, Node ${process.versions.node}, ${runs} runs: median ${at(0.5)} ms, worst ${at(1)} ms`)
