/** Milliseconds. */
export interface Timeouts {
  /** To open a connection, or to get one where all are busy. */
  readonly connect: number
  /** From the last byte of a request to the head of its answer. */
  readonly headers: number
  /** Between two pieces of a body, in either direction. */
  readonly body: number
}

export const defaultTimeouts: Timeouts = { connect: 5_000, headers: 60_000, body: 300_000 }
