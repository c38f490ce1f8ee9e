// How long a webhook waits for its 202 while GitHub's own description (13 MB) is reviewed: `node test/bench/app.ts`.
import { createHmac } from 'node:crypto'
import { createRequire } from 'node:module'
import test from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { startAppStage } from '../app/app-stage.ts'
import { webhookSecret } from '../github/sandbox-stage.ts'
import { smallCatalog } from '../workflow/catalogs.ts'

const { schemas } = createRequire(import.meta.url)('@octokit/openapi') as { schemas: Record<string, object> }

test('webhooks during the review of a large contract', async (t) => {
  const large = (version: string) => {
    const description = structuredClone(schemas['api.github.com']) as { info: { version: string } }
    description.info.version = version
    return JSON.stringify(description, null, 2)
  }
  const { 'apis/pets/v1/openapi.yaml': _, ...rest } = smallCatalog
  const files = { ...rest, 'apis/pets/v1/openapi.json': large('1.1.4') }
  const { write, open, running } = await startAppStage(t, files)
  const ping = async () => {
    const body = '{"zen":"Keep it logically awesome."}'
    const start = performance.now()
    const response = await fetch(`${running.url}/api/github/webhooks`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'ping',
        'x-github-delivery': crypto.randomUUID(),
        'x-hub-signature-256': `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`,
      },
      body,
    })
    await response.body?.cancel()
    return response.status === 202 ? performance.now() - start : Number.NaN
  }
  await write('ada', 'topic', { 'apis/pets/v1/openapi.json': large('1.1.5') })
  const began = performance.now()
  await open('ada', 'topic')
  const times: number[] = []
  const reviewed = running.idle().then(() => performance.now() - began)
  let isOver = false
  void reviewed.then(() => (isOver = true))
  while (!isOver) {
    times.push(await ping())
    await setTimeout(20)
  }
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(share * (times.length - 1))]?.toFixed(0)
  console.log(
    `${times.length} webhooks in the ${((await reviewed) / 1000).toFixed(1)} s of the review: median ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms`,
  )
})
