import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { EnvHttpProxyAgent, request } from 'undici'
import { messageOf } from '../base/errors.ts'
import { type Heartbeat, heartbeatInterval } from '../snapshot/heartbeat.ts'

/** Where a gateway reports what it serves. */
export interface HeartbeatOptions {
  /** The App's address; `/nodes` is added. */
  readonly url: string
  readonly token: string
  /** `owner/name` of the catalog's repository. */
  readonly repository: string | null
  /** Milliseconds; 10 s unless given. */
  readonly interval?: number
}

export interface Heartbeats {
  /** Sends one now instead of at its time: something has changed. */
  beat(): void
  stop(): Promise<void>
}

/** Unique per process. */
export function nodeName(): string {
  return `${hostname().slice(0, 80)}-${randomBytes(4).toString('hex')}`
}

/**
 * Reports regularly until stopped. `report` is asked each time; `null`: nothing to report yet. A failure is told once until it
 * works again, and disturbs nothing else.
 */
export function startHeartbeats(
  options: HeartbeatOptions,
  report: () => Heartbeat | null,
  warn: (message: string) => void,
): Heartbeats {
  const { interval = heartbeatInterval } = options
  const url = new URL('nodes', options.url.endsWith('/') ? options.url : `${options.url}/`)
  const dispatcher = new EnvHttpProxyAgent()
  let failing = false
  let sending = false
  let beatAgain = false
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function send(): Promise<void> {
    const heartbeat = report()
    if (heartbeat === null) return
    const answer = await request(url, {
      method: 'POST',
      dispatcher,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${options.token}` },
      body: JSON.stringify(heartbeat),
      headersTimeout: interval,
      bodyTimeout: interval,
    })
    await answer.body.dump()
    if (answer.statusCode >= 300) throw new Error(`the App answers ${answer.statusCode}`)
  }

  async function beat(): Promise<void> {
    if (sending) {
      beatAgain = true
      return
    }
    clearTimeout(timer)
    sending = true
    try {
      await send()
      failing = false
    } catch (thrown) {
      if (!failing && !stopped) warn(`The App at ${url.origin} cannot be told what is served: ${messageOf(thrown)}`)
      failing = true
    }
    sending = false
    if (stopped) return
    const wait = beatAgain ? 0 : interval
    beatAgain = false
    timer = setTimeout(beat, wait).unref()
  }

  void beat()
  return {
    beat: () => void beat(),
    async stop() {
      stopped = true
      clearTimeout(timer)
      await dispatcher.destroy()
    },
  }
}
