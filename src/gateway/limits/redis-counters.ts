import { once } from 'node:events'
import { Redis } from 'ioredis'
import type { RateLimit } from '../../snapshot/snapshot.ts'
import { periodOf } from './calendar.ts'
import { windowParts } from './counter.ts'
import type { Counters, Draw, Drawn } from './counters.ts'
import { quota, slidingWindow, tokenBucket } from './redis-scripts.ts'

/** Milliseconds. */
const [connectTimeout, hangs, longestPause] = [2_000, 5_000, 2_000]

/**
 * Counters in Redis or Valkey, for all gateways of an environment. Keys are `apigov:<environment>:…` and go when they say no more than new
 * ones would. Resolves when it is connected, or has failed to for the first time. A connection that is lost, or that says nothing for
 * 5 seconds, is made anew, at last every 2 seconds.
 * @param url `redis://` or `rediss://`, with user, password and number of the database where needed.
 * @param environment asked when something is drawn.
 */
export async function openRedisCounters(url: string, environment: () => string): Promise<Counters> {
  const redis = new Redis(url, {
    connectionName: 'apigov-gateway',
    connectTimeout,
    socketTimeout: hangs,
    // Whoever asks has no time: what cannot be sent now is told at once, and nothing is sent twice.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(longestPause, 50 * 2 ** Math.min(times, 10)) * (0.75 + Math.random() / 4),
    scripts: {
      drawTokenBucket: { lua: tokenBucket, numberOfKeys: 1 },
      drawSlidingWindow: { lua: slidingWindow, numberOfKeys: 1 },
      drawQuota: { lua: quota, numberOfKeys: 1 },
    },
  }) as Redis & Scripts
  let trouble: Error | null = null
  redis.on('error', (error) => {
    trouble = error
  })
  redis.on('ready', () => {
    trouble = null
  })

  await once(redis, 'ready').catch(() => undefined)

  async function drawOne(draw: Draw, now: number): Promise<Drawn> {
    const [granted, left, wait] = await asked(redis, `apigov:${environment()}:${draw.key}`, draw, now)
    return { granted, left: Number(left), wait: Number(wait) }
  }

  return {
    async draw(draws, now) {
      // The client says no more than that it is not connected; why is what the operator wants to know.
      if (redis.status !== 'ready') throw trouble ?? new Error(`the connection is ${redis.status}`)
      if (draws.length === 0) await redis.ping()
      return Promise.all(draws.map((draw) => drawOne(draw, now)))
    },
    async close() {
      redis.disconnect()
    },
  }
}

type Answer = [granted: number, left: string, wait: string]
type Script = (key: string, wanted: number, passed: number, now: number, ...limit: number[]) => Promise<Answer>

interface Scripts {
  readonly drawTokenBucket: Script
  readonly drawSlidingWindow: Script
  readonly drawQuota: Script
}

function asked(redis: Scripts, key: string, { limit, wanted, passed }: Draw, now: number): Promise<Answer> {
  const { requests, per, burst, algorithm }: RateLimit = limit
  if (typeof per === 'string') {
    const { end } = periodOf(per, now)
    return redis.drawQuota(`${key} ${end}`, wanted, passed, now, requests, end)
  }
  if (algorithm === 'sliding-window')
    return redis.drawSlidingWindow(key, wanted, passed, now, requests, per / windowParts, windowParts + 1)
  return redis.drawTokenBucket(key, wanted, passed, now, requests, per, burst)
}
