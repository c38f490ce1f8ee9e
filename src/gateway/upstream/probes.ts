import http from 'node:http'
import https from 'node:https'
import type { HealthProbe } from '../../snapshot/snapshot.ts'
import type { TargetHealth } from './target-health.ts'

/** Milliseconds a probe may take, where its interval is not shorter. */
const patience = 5_000

/**
 * Asks a target again and again how it is, over connections of its own, and tells `health`: 2xx and 3xx are good. Returns how to stop.
 * Begins at once; later probes are spread, so that many gateways do not ask in step.
 */
export function startProbes(origin: string, { path, interval }: HealthProbe, health: TargetHealth): () => void {
  const stopped = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    const isGood = await answersWell(new URL(origin + path), Math.min(interval, patience), stopped.signal)
    if (stopped.signal.aborted) return
    health.probed(isGood)
    timer = setTimeout(look, interval * (0.9 + Math.random() * 0.2)).unref()
  }
  void look()
  return () => {
    stopped.abort()
    clearTimeout(timer)
  }
}

function answersWell(url: URL, timeout: number, stopped: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const client = url.protocol === 'https:' ? https : http
    const signal = AbortSignal.any([AbortSignal.timeout(timeout), stopped])
    const headers = { 'user-agent': 'apigov-gateway', accept: '*/*' }
    client
      .get(url, { agent: false, headers, signal }, (response) => {
        resolve((response.statusCode ?? 0) >= 200 && (response.statusCode ?? 0) < 400)
        // What it says beyond its status matters to nobody, and may be endless.
        response.destroy()
      })
      .on('error', () => resolve(false))
  })
}
