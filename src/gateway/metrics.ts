import { Counter, Gauge, type Metric, Registry } from 'prom-client'
import { type CallerLabel, countCallers } from './consumer-metrics.ts'
import type { IssuerState } from './issuers/issuer-keys.ts'
import type { GuardedState, TargetState } from './upstream/upstreams.ts'

/**
 * What a gateway counts; `aggregator` says what a gauge of several processes is, and sums unless it is given. Routes are labels,
 * never paths: what callers make up must not become a series.
 */
export interface Metrics {
  readonly registry: Registry
  requestBegan(): void
  /** @param seconds from the request's head to the end of its answer. `status` is 499 where the caller left first. */
  requestEnded(route: RouteLabel, status: number, seconds: number, by: CallerLabel): void
  /** A snapshot was looked at. */
  snapshotOffered(outcome: 'applied' | 'unchanged' | 'refused'): void
  serving(snapshot: {
    readonly sequence: number
    readonly routes: number
    /** It took to read and compile it. */
    readonly milliseconds: number
  }): void
  /**
   * For a gateway of several processes. Answers what is called when one of them ended.
   * @param serving how many there are, asked when somebody asks for the metrics.
   */
  countWorkers(serving: () => number): () => void
}

/** `null`: no route was found. */
type RouteLabel = {
  readonly id: string
  readonly api: string
  readonly version: string
  /** `<api>/<version>` */
  readonly scope: string
} | null

/** @param issuers and `upstreams` are asked when somebody asks for the metrics. */
export function createMetrics(
  issuers: () => readonly IssuerState[],
  upstreams: { readonly targets: () => readonly TargetState[]; readonly guarded: () => readonly GuardedState[] },
): Metrics {
  const registry = new Registry()
  const registers = [registry]
  let inFlight = 0
  const requests = new Map<string, Map<number, number>>()
  const durations = new Map<string, Durations>()
  const callers = countCallers(registers)
  // Looking a series up by its labels costs more than routing does, so requests are counted in plain numbers, and those are
  // handed over when somebody asks.
  new Counter({
    name: 'apigov_gateway_requests_total',
    help: 'Requests answered, by route and status',
    labelNames: ['route', 'status'],
    registers,
    collect() {
      this.reset()
      for (const [route, statuses] of requests)
        for (const [status, count] of statuses) this.inc({ route, status: String(status) }, count)
    },
  })
  registry.registerMetric(durationsMetric(durations))
  new Gauge({
    name: 'apigov_gateway_requests_in_flight',
    help: 'Requests being answered',
    registers,
    collect() {
      this.set(inFlight)
    },
  })
  const reloads = new Counter({
    name: 'apigov_gateway_snapshots_total',
    help: 'Snapshots looked at: applied, unchanged or refused',
    labelNames: ['outcome'],
    registers,
  })
  const sequence = new Gauge({
    name: 'apigov_gateway_snapshot_sequence',
    help: 'Sequence of the snapshot that is served',
    aggregator: 'max',
    registers,
  })
  new Gauge({
    name: 'apigov_gateway_issuer_keys',
    help: 'Keys that tokens of an issuer are checked with; 0: none could be fetched yet',
    aggregator: 'min',
    labelNames: ['issuer'],
    registers,
    collect() {
      this.reset()
      for (const { issuer, keys } of issuers()) this.set({ issuer }, keys)
    },
  })
  new Gauge({
    name: 'apigov_gateway_issuer_failing',
    help: '1 while the last fetch of the keys of an issuer failed',
    aggregator: 'max',
    labelNames: ['issuer'],
    registers,
    collect() {
      this.reset()
      for (const { issuer, failure } of issuers()) this.set({ issuer }, failure === null ? 0 : 1)
    },
  })
  const loadSeconds = new Gauge({
    name: 'apigov_gateway_snapshot_load_seconds',
    help: 'From having the text of the snapshot to serving it, beside the traffic',
    aggregator: 'max',
    registers,
  })
  targetMetrics(upstreams.targets, registers)
  guardMetrics(upstreams.guarded, registers)
  const routes = new Gauge({
    name: 'apigov_gateway_routes',
    help: 'Routes that are served',
    aggregator: 'max',
    registers,
  })
  return {
    registry,
    requestBegan() {
      inFlight += 1
    },
    requestEnded(route, status, seconds, by) {
      if (route !== null && by.consumer !== null) callers.count(route, by, status)
      inFlight -= 1
      const statuses = entry(requests, route?.id ?? 'none', () => new Map<number, number>())
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      observe(
        entry(durations, route?.api ?? 'none', () => ({ sum: 0, counts: new Array(bounds.length + 1).fill(0) })),
        seconds,
      )
    },
    snapshotOffered: (outcome) => reloads.inc({ outcome }),
    serving(snapshot) {
      sequence.set(snapshot.sequence)
      routes.set(snapshot.routes)
      loadSeconds.set(snapshot.milliseconds / 1000)
    },
    countWorkers(serving) {
      new Gauge({
        name: 'apigov_gateway_workers',
        help: 'Processes that serve',
        registers,
        collect() {
          this.set(serving())
        },
      })
      const ended = new Counter({
        name: 'apigov_gateway_workers_ended_total',
        help: 'Processes that ended without being told to, and were replaced',
        registers,
      })
      return () => ended.inc()
    },
  }
}

function targetMetrics(targets: () => readonly TargetState[], registers: Registry[]): void {
  const labelNames = ['upstream', 'target']
  new Gauge({
    name: 'apigov_gateway_target_available',
    help: '1 where a target gets requests; 0 where it is down, was ejected or just refused a connection',
    aggregator: 'min',
    labelNames,
    registers,
    collect() {
      this.reset()
      for (const { upstream, target, isAvailable } of targets()) this.set({ upstream, target }, isAvailable ? 1 : 0)
    },
  })
  new Gauge({
    name: 'apigov_gateway_target_requests',
    help: 'Requests a target has, and that wait for it',
    labelNames,
    registers,
    collect() {
      this.reset()
      for (const { upstream, target, load } of targets()) this.set({ upstream, target }, load)
    },
  })
  new Counter({
    name: 'apigov_gateway_target_ejections_total',
    help: 'Times a target was ejected because requests failed there',
    labelNames,
    registers,
    collect() {
      this.reset()
      for (const { upstream, target, ejections } of targets()) this.inc({ upstream, target }, ejections)
    },
  })
}

function guardMetrics(guarded: () => readonly GuardedState[], registers: Registry[]): void {
  new Gauge({
    name: 'apigov_gateway_breaker_open',
    help: '1 while the breaker of an upstream turns its requests away because they fail',
    aggregator: 'max',
    labelNames: ['upstream'],
    registers,
    collect() {
      this.reset()
      for (const { upstream, isOpen } of guarded()) this.set({ upstream }, isOpen ? 1 : 0)
    },
  })
  new Counter({
    name: 'apigov_gateway_breaker_refused_total',
    help: 'Requests that the breaker of an upstream turned away',
    labelNames: ['upstream'],
    registers,
    collect() {
      this.reset()
      for (const { upstream, turnedAway } of guarded()) this.inc({ upstream }, turnedAway)
    },
  })
  new Counter({
    name: 'apigov_gateway_retries_total',
    help: 'Requests sent to an upstream again after they failed there, and those its budget kept from it',
    labelNames: ['upstream', 'outcome'],
    registers,
    collect() {
      this.reset()
      for (const { upstream, retries, retriesRefused } of guarded()) {
        this.inc({ upstream, outcome: 'sent' }, retries)
        this.inc({ upstream, outcome: 'over-budget' }, retriesRefused)
      }
    },
  })
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}

/** Upper bounds of the buckets, in seconds; the last bucket has none. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const

interface Durations {
  sum: number
  /** Of each bucket alone. */
  readonly counts: number[]
}

function observe(durations: Durations, seconds: number): void {
  durations.sum += seconds
  let bucket = 0
  while (seconds > (bounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1
  durations.counts[bucket] = (durations.counts[bucket] ?? 0) + 1
}

/** A histogram whose numbers are kept elsewhere: prom-client's own can only be told one observation at a time. */
function durationsMetric(durations: ReadonlyMap<string, Durations>): Metric {
  const name = 'apigov_gateway_request_duration_seconds'
  const help = 'From the head of a request to the end of its answer, by API'
  const get = async () => {
    const values = [...durations].flatMap(([api, { sum, counts }]) => {
      let total = 0
      const buckets = counts.map((count, index) => {
        total += count
        return { metricName: `${name}_bucket`, labels: { le: bounds[index] ?? '+Inf', api }, value: total }
      })
      const whole = { metricName: `${name}_count`, labels: { api }, value: total }
      return [...buckets, { metricName: `${name}_sum`, labels: { api }, value: sum }, whole]
    })
    return { name, help, type: 'histogram', values, aggregator: 'sum' }
  }
  // A registry asks a metric for its name and its values, and for nothing else.
  return { name, get } as unknown as Metric
}
