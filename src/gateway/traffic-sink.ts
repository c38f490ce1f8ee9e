/** Where the gateway tells who used what: evidence for reviews, and for whoever counts. The file is the first of its kind. */
import { Counter, type Registry } from 'prom-client'
import { messageOf } from '../base/errors.ts'
import { trafficLogUnwritable } from './errors.ts'
import { LineFile } from './line-file.ts'

/** A request that found a route. Who sent it from where, and what it held, is not in it. */
export interface TrafficEvent {
  /** Milliseconds since the epoch when it arrived. */
  readonly time: number
  readonly api: string
  readonly version: string
  /** Id of the route: `payments/v2 POST /charges`. */
  readonly route: string
  /** `null`: the route is open, or the caller was not let in. */
  readonly consumer: string | null
  readonly plan: string | null
  /** 499: the caller left first. */
  readonly status: number
  readonly milliseconds: number
}

/** Never in the way of traffic: what it cannot take is dropped and counted. */
export interface TrafficSink {
  /** Events that were dropped since it was opened. */
  readonly dropped: number
  write(event: TrafficEvent): void
  /** Hands over what is left. */
  close(): Promise<void>
}

export interface TrafficLogOptions {
  readonly path: string
  /** Bytes; 64 MiB unless given. */
  readonly rotateAt?: number
  /** Files that stay beside the one that is written; 10 unless given. */
  readonly keep?: number
}

/** As whoever reads it later has it, whichever way it went. */
export function writtenEvent({ time, milliseconds, ...event }: TrafficEvent) {
  return { time: new Date(time).toISOString(), ...event, ms: Math.round(milliseconds * 100) / 100 }
}

/** Lines of JSON in a file, put aside as it grows. Throws an `ApigovError` where it cannot be opened. */
export async function openTrafficLog(
  options: TrafficLogOptions,
  warn: (message: string) => void,
): Promise<TrafficSink> {
  const { path, rotateAt = 64 * 1024 * 1024, keep = 10 } = options
  const file = await LineFile.open({ path, rotateAt, keep, warn, what: 'The traffic log' }).catch((thrown) => {
    throw trafficLogUnwritable(path, messageOf(thrown), thrown)
  })
  return {
    get dropped() {
      return file.dropped
    },
    write: (event) => file.write(`${JSON.stringify(writtenEvent(event))}\n`),
    close: () => file.close(),
  }
}

export function countDropped(registry: Registry, sink: TrafficSink): void {
  new Counter({
    name: 'apigov_gateway_traffic_events_dropped_total',
    help: 'Requests that the traffic log lacks, because it could not be written fast enough',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(sink.dropped)
    },
  })
}
