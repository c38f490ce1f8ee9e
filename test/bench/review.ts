/**
 * `npm run bench:review`: how long a review takes, from the call that opens the proposal to its last concluded check, with a warm
 * mirror, on catalogs of 100 and of 1,000 APIs cut from GitHub's own description. Each proposal changes one file; what a review costs
 * must follow what changed and not what exists, so the last line is the ratio of the medians. All the while webhooks are sent, and
 * it prints how fast they are acknowledged.
 */
import { createHmac, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allGreen } from '#demo/steps.ts'
import { World, webhookPath } from '#demo/world.ts'
import { realCatalog } from '../real/real-catalog.ts'

const proposals = 9
/** Milliseconds between two proposals: closer together, the pace GitHub allows would be measured. */
const pause = 5000
const medians: number[] = []
for (const count of [100, 1000]) medians.push(await withWorld((world) => reviewsOf(world, count)))
console.log(`\nmedian at 1,000 APIs / median at 100 APIs: ${((medians[1] ?? 0) / (medians[0] ?? 1)).toFixed(2)}`)

async function reviewsOf(world: World, count: number): Promise<number> {
  const files = realCatalog(count)
  const { forge, developer } = await world.startForge(files)
  await developer.clone()
  const app = await world.startApp(forge)
  const knocking = knock(app.url + webhookPath, app.secret)
  const times: number[] = []
  for (let round = 0; round <= proposals; round++) {
    const path = `apis/api-${String((round * 7) % count).padStart(4, '0')}/v1/openapi.json`
    const edited = (files[path] ?? '').replace('"version": "1.0.0"', `"version": "1.0.${round + 1}"`)
    const commit = await developer.push(`round-${round}`, `Round ${round}`, { [path]: edited })
    const opened = performance.now()
    await developer.propose(`round-${round}`, `Round ${round}`, '')
    await developer.checks(commit, { ...allGreen, 'apigov / policy': 'action_required' }, 120)
    // The first proposal warms the mirror.
    if (round > 0) times.push(performance.now() - opened)
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  const acknowledged = await knocking.stop()
  console.log(
    [
      `${String(count).padStart(5)} APIs, ${Object.keys(files).length} files`,
      `review: median ${middle(times)} ms, slowest ${Math.max(...times).toFixed(0)} ms (${times.length})`,
      `webhook acknowledged: median ${middle(acknowledged)} ms, slowest ${Math.max(...acknowledged).toFixed(0)} ms (${acknowledged.length})`,
    ].join('; '),
  )
  return Number(middle(times))
}

/** Sends a signed `ping` every 50 ms, as the forge would, and notes how long each waits for its answer. */
function knock(url: string, secret: string): { stop(): Promise<readonly number[]> } {
  const times: number[] = []
  let stopping = false
  const running = (async () => {
    while (!stopping) {
      const body = JSON.stringify({ zen: 'Keep it logically awesome.', hook_id: 1 })
      const sent = performance.now()
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-github-event': 'ping',
          'x-github-delivery': randomUUID(),
          'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
        },
        body,
      })
      await answer.arrayBuffer()
      if (answer.status !== 202) throw new Error(`a webhook was answered ${answer.status}`)
      times.push(performance.now() - sent)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  })()
  return {
    async stop() {
      stopping = true
      await running
      return times
    },
  }
}

async function withWorld<T>(act: (world: World) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'apigov-bench-'))
  const world = new World(dir)
  try {
    return await act(world)
  } finally {
    await world.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

function middle(numbers: readonly number[]): string {
  return (numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN).toFixed(0)
}
