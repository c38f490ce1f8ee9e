import type { Upstream } from '../../snapshot/snapshot.ts'

/** Milliseconds. */
export interface Timeouts {
  /** To open a connection, or to get one where all are busy. */
  readonly connect: number
  /** From the last byte of a request to the head of its answer: of each try. */
  readonly headers: number
  /** Between two pieces of a body, in either direction. */
  readonly body: number
  /** From the first byte of a request's body, or its head where it has none, to the end of its answer, tries and all. */
  readonly total: number
  /** In which the body of a request must keep the least rate. */
  readonly pace: number
}

export const defaultTimeouts: Timeouts = {
  connect: 5_000,
  headers: 60_000,
  body: 300_000,
  total: Number.POSITIVE_INFINITY,
  pace: 20_000,
}

/** Bytes a second; a caller whose body comes more slowly holds a connection that others could use. */
const leastBodyRate = 240

/** An upstream's own, where its catalog says so. */
export function timeoutsOf({ timeouts = {} }: Upstream, otherwise: Timeouts): Timeouts {
  const { connect, head, idle, total } = timeouts
  return {
    connect: connect ?? otherwise.connect,
    headers: head ?? otherwise.headers,
    body: idle ?? otherwise.body,
    total: total ?? otherwise.total,
    pace: otherwise.pace,
  }
}

/** Bytes of a request's body that must come in each `pace`; 0: as slowly as it likes. */
export function leastBytes({ bodyRate = leastBodyRate }: Upstream, { pace }: Timeouts): number {
  return Math.ceil((bodyRate * pace) / 1000)
}
