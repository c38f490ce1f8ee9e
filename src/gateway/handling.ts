import type { Clock } from '../base/ports.ts'
import type { AccessLog } from './access-log.ts'
import type { Metrics } from './metrics.ts'
import type { Provenance } from './provenance.ts'
import type { BodyRoom } from './request-body.ts'
import type { Table } from './table.ts'
import type { TrafficSink } from './traffic-sink.ts'
import type { Deadlines } from './upstream/deadlines.ts'

/** What the gateway has for every request. */
export interface Handling {
  /** The table of this moment; a request asks once. */
  readonly table: () => Table | null
  readonly metrics: Metrics
  readonly accessLog: AccessLog | null
  readonly trafficSink: TrafficSink | null
  readonly clock: Clock
  readonly deadlines: Deadlines
  readonly bodyRoom: BodyRoom
  /** How long a caller may take between two pieces of a body, in milliseconds. */
  readonly patience: number
  readonly provenance: Provenance
  /** Fields that a request may have. */
  readonly mostFields: number
  /** True once no new connections are accepted: answers then close theirs. */
  readonly stopping: () => boolean
  /** A fault of our own, for the log. */
  readonly fault: (thrown: unknown, requestId: string) => void
}
