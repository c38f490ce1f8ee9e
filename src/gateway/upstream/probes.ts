import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import type { HealthProbe } from '../../snapshot/snapshot.ts'
import type { TargetHealth } from './target-health.ts'
import { secured } from './target-socket.ts'
import type { TargetTls } from './target-tls.ts'

/** Milliseconds a probe may take, where its interval is not shorter. */
const patience = 5_000

/**
 * Asks a target again and again how it is, over connections of its own, and tells `health`: 2xx and 3xx are good. Returns how to stop.
 * Begins at once; later probes are spread, so that many gateways do not ask in step.
 */
export function startProbes(
  origin: string,
  { path, interval }: HealthProbe,
  protocol: 'http/1.1' | 'h2',
  security: TargetTls | null,
  health: TargetHealth,
): () => void {
  const ask = protocol === 'h2' ? answersWellOverHttp2 : answersWell
  const stopped = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    const isWell = await ask(new URL(origin + path), security, Math.min(interval, patience), stopped.signal)
    if (stopped.signal.aborted) return
    health.probed(isWell)
    timer = setTimeout(look, interval * (0.9 + Math.random() * 0.2)).unref()
  }
  void look()
  return () => {
    stopped.abort()
    clearTimeout(timer)
  }
}

const headers = { 'user-agent': 'apigov-gateway', accept: '*/*' }

function isGood(status = 0): boolean {
  return status >= 200 && status < 400
}

function answersWell(url: URL, security: TargetTls | null, timeout: number, stopped: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const client = url.protocol === 'https:' ? https : http
    const signal = AbortSignal.any([AbortSignal.timeout(timeout), stopped])
    client
      .get(url, { ...secured(url.hostname, security), agent: false, headers, signal }, (response) => {
        resolve(isGood(response.statusCode))
        // What it says beyond its status matters to nobody, and may be endless.
        response.destroy()
      })
      .on('error', () => resolve(false))
  })
}

async function answersWellOverHttp2(
  url: URL,
  security: TargetTls | null,
  timeout: number,
  stopped: AbortSignal,
): Promise<boolean> {
  const signal = AbortSignal.any([AbortSignal.timeout(timeout), stopped])
  const session = http2.connect(url.origin, secured(url.hostname, security))
  const isWell = await new Promise<boolean>((resolve) => {
    session.on('error', () => resolve(false))
    session
      .request({ ...headers, ':path': url.pathname + url.search }, { signal })
      .on('response', (response) => resolve(isGood(response[':status'])))
      .on('error', () => resolve(false))
      .on('close', () => resolve(false))
      .resume()
  })
  session.destroy()
  return isWell
}
