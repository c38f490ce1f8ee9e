import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What a gateway counts. Routes are labels, never paths: what callers make up must not become a series. */
export interface Metrics {
  readonly registry: Registry
  requestBegan(): void
  /** @param seconds from the request's head to the end of its answer. `status` is 499 where the caller left first. */
  requestEnded(route: RouteLabel, status: number, seconds: number): void
  /** A snapshot was looked at. */
  snapshotOffered(outcome: 'applied' | 'unchanged' | 'refused'): void
  serving(sequence: number, routes: number): void
}

/** `null`: no route was found. */
type RouteLabel = { readonly id: string; readonly api: string } | null

export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Counter({
    name: 'apigov_gateway_requests_total',
    help: 'Requests answered, by route and status',
    labelNames: ['route', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'apigov_gateway_request_duration_seconds',
    help: 'From the head of a request to the end of its answer, by API',
    labelNames: ['api'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  })
  const inFlight = new Gauge({ name: 'apigov_gateway_requests_in_flight', help: 'Requests being answered', registers })
  const reloads = new Counter({
    name: 'apigov_gateway_snapshots_total',
    help: 'Snapshots looked at: applied, unchanged or refused',
    labelNames: ['outcome'],
    registers,
  })
  const sequence = new Gauge({
    name: 'apigov_gateway_snapshot_sequence',
    help: 'Sequence of the snapshot that is served',
    registers,
  })
  const routes = new Gauge({ name: 'apigov_gateway_routes', help: 'Routes that are served', registers })
  return {
    registry,
    requestBegan: () => inFlight.inc(),
    requestEnded(route, status, seconds) {
      inFlight.dec()
      requests.inc({ route: route?.id ?? 'none', status: String(status) })
      durations.observe({ api: route?.api ?? 'none' }, seconds)
    },
    snapshotOffered: (outcome) => reloads.inc({ outcome }),
    serving(servedSequence, count) {
      sequence.set(servedSequence)
      routes.set(count)
    },
  }
}
