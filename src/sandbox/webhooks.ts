/**
 * Sends webhooks as GitHub does ("Handling webhook deliveries"): signed with the App's secret, named by a GUID, at once and
 * without regard to order, ten seconds to answer with a 2xx, no second try. What was sent and what came back is kept, so that
 * it can be listed and sent again.
 */
import { createHmac, randomUUID } from 'node:crypto'
import { messageOf } from '../base/errors.ts'
import type { App, Delivery } from './records.ts'
import { now, type World } from './world.ts'

export type Webhooks = World['webhooks'] & {
  /** Resolves when nothing is on its way any more. */
  settle(): Promise<void>
  /** Gives up what is on its way. */
  close(): Promise<void>
}

/** `world` is asked for late, because it holds the webhooks itself. */
export function webhooks(world: () => World, timeoutMs: number): Webhooks {
  const under = new Set<Promise<void>>()
  const stop = new AbortController()

  const track = (work: Promise<void>) => {
    under.add(work)
    void work.finally(() => under.delete(work))
  }

  const deliver = async (app: App, draft: Draft) => {
    const outcome = await post(app, draft, AbortSignal.any([AbortSignal.timeout(timeoutMs), stop.signal]))
    if (!stop.signal.aborted) world().store.deliveries.insert({ ...draft, ...outcome, appId: app.id })
  }

  return {
    send({ app, installation, repository, event, payload }) {
      if (app.webhookUrl === null) return
      const action = payload['action']
      track(
        deliver(app, {
          guid: randomUUID(),
          event,
          action: typeof action === 'string' ? action : null,
          installationId: installation?.id ?? null,
          repositoryId: repository?.id ?? null,
          redelivery: false,
          deliveredAt: now(world()),
          requestBody: JSON.stringify(payload),
        }),
      )
    },
    redeliver(delivery) {
      const app = world().store.apps.get(delivery.appId)
      if (app === undefined) return
      track(deliver(app, { ...delivery, redelivery: true, deliveredAt: now(world()) }))
    },
    async settle() {
      while (under.size > 0) await Promise.allSettled(under)
    },
    async close() {
      stop.abort()
      await Promise.allSettled(under)
    },
  }
}

type Outcome = Pick<
  Delivery,
  'duration' | 'status' | 'statusCode' | 'requestHeaders' | 'responseHeaders' | 'responseBody'
>
type Draft = Omit<Delivery, keyof Outcome | 'id' | 'appId'>

async function post(app: App, draft: Draft, signal: AbortSignal): Promise<Outcome> {
  const headers = headersOf(app, draft)
  const started = performance.now()
  const ended = (outcome: Omit<Outcome, 'duration' | 'requestHeaders'>): Outcome => ({
    ...outcome,
    requestHeaders: headers,
    duration: Math.round((performance.now() - started) / 10) / 100,
  })
  try {
    const response = await fetch(app.webhookUrl ?? '', {
      method: 'POST',
      headers,
      body: draft.requestBody,
      redirect: 'manual',
      signal,
    })
    return ended({
      status: response.ok ? 'OK' : response.statusText || 'Invalid HTTP Response',
      statusCode: response.status,
      responseHeaders: Object.fromEntries(response.headers),
      responseBody: (await response.text()).slice(0, 65_536),
    })
  } catch (thrown) {
    const late = thrown instanceof Error && thrown.name === 'TimeoutError'
    return ended({
      status: late ? 'timed out' : 'failed to connect to host',
      statusCode: late ? 504 : 502,
      responseHeaders: {},
      responseBody: messageOf(thrown),
    })
  }
}

/** "Delivery headers" of the page "Webhook events and payloads". */
function headersOf(app: App, draft: Draft): Record<string, string> {
  const sign = (algorithm: string) => createHmac(algorithm, app.webhookSecret).update(draft.requestBody).digest('hex')
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/5a9db0e',
    'x-github-delivery': draft.guid,
    'x-github-event': draft.event,
    'x-github-hook-id': String(app.id),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    ...(app.webhookSecret !== '' && {
      'x-hub-signature': `sha1=${sign('sha1')}`,
      'x-hub-signature-256': `sha256=${sign('sha256')}`,
    }),
  }
}
