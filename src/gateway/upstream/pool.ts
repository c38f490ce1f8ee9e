import { type Carrier, Connection, type ConnectionOwner, type Failure } from './connection.ts'
import type { Deadlined, Deadlines } from './deadlines.ts'
import type { TargetTls } from './target-tls.ts'
import type { Timeouts } from './timeouts.ts'

/** Somebody who wants a request carried. Told one of the two, once, maybe at once. */
export interface Waiter {
  connected(carrier: Carrier): void
  unconnected(failure: Failure): void
}

export interface PoolLimits {
  /** Connections to one origin. */
  readonly connections: number
  /** Requests that wait for one where all are busy; more are turned away. */
  readonly waiting: number
}

export const defaultPoolLimits: PoolLimits = { connections: 4_096, waiting: 4_096 }

/** The way to one origin. */
export interface Pool {
  /** Whether a request for a WebSocket can be carried. */
  readonly takesUpgrades: boolean
  /** Requests that are carried, and that wait for it. */
  readonly load: number
  /** Answers with what takes the wish back, `null` where it was granted or refused at once. */
  acquire(waiter: Waiter): (() => void) | null
  /** As `acquire`, and not over what may just have closed. */
  open(waiter: Waiter): void
  /** No more requests will come: what is idle goes now, the rest with its answers. */
  close(): void
  /** Breaks what is still open. */
  destroy(): void
}

/**
 * The HTTP/1.1 connections to one origin. Of the idle ones the last used is the next used: the others grow old and go, and a pool
 * shrinks to what the traffic needs.
 */
export class Http1Pool implements Pool, ConnectionOwner {
  readonly takesUpgrades = true
  readonly #url: URL
  readonly #deadlines: Deadlines
  readonly #timeouts: Timeouts
  readonly #limits: PoolLimits
  readonly #security: TargetTls | null
  readonly #all = new Set<Connection>()
  readonly #idle: Connection[] = []
  /** In the order they came. */
  readonly #waiting = new Set<Waiting>()
  #opening = 0
  #isClosing = false

  /** @param security see `connectTo`. */
  constructor(
    origin: string,
    deadlines: Deadlines,
    timeouts: Timeouts,
    limits: PoolLimits,
    security: TargetTls | null,
  ) {
    this.#url = new URL(origin)
    this.#deadlines = deadlines
    this.#timeouts = timeouts
    this.#limits = limits
    this.#security = security
  }

  get load(): number {
    return this.#all.size - this.#opening - this.#idle.length + this.#waiting.size
  }

  acquire(waiter: Waiter): (() => void) | null {
    const connection = this.#takeIdle()
    if (connection !== undefined) {
      waiter.connected(connection)
      return null
    }
    if (this.#waiting.size >= this.#limits.waiting && this.#all.size >= this.#limits.connections) {
      waiter.unconnected('busy')
      return null
    }
    // Later than the connection that is opened for it, whose failure says more.
    const waiting = new Waiting(waiter, this.#deadlines.now + this.#timeouts.connect * 1.25, (expired) =>
      this.#giveUp(expired),
    )
    this.#waiting.add(waiting)
    this.#deadlines.watch(waiting)
    this.#openAsNeeded()
    return () => this.#forget(waiting)
  }

  /** A connection of its own, on which nobody follows. */
  open(waiter: Waiter): void {
    const owner: ConnectionOwner = {
      opened: (connection) => waiter.connected(connection),
      freed: (connection) => connection.destroy(),
      closed: (connection, failure) => {
        this.#all.delete(connection)
        if (failure !== null) waiter.unconnected(failure)
      },
    }
    this.#all.add(new Connection(this.#url, owner, this.#deadlines, this.#timeouts, this.#security))
  }

  opened(connection: Connection): void {
    this.#opening -= 1
    this.#offer(connection)
  }

  freed(connection: Connection): void {
    this.#offer(connection)
  }

  closed(connection: Connection, failure: Failure | null): void {
    this.#all.delete(connection)
    const index = this.#idle.lastIndexOf(connection)
    if (index >= 0) this.#idle.splice(index, 1)
    if (failure !== null) {
      this.#opening -= 1
      this.#shift()?.unconnected(failure)
    }
    this.#openAsNeeded()
  }

  close(): void {
    this.#isClosing = true
    for (const connection of this.#idle.splice(0)) connection.destroy()
  }

  destroy(): void {
    this.close()
    for (const connection of this.#all) connection.destroy()
  }

  #takeIdle(): Connection | undefined {
    for (;;) {
      const connection = this.#idle.pop()
      // It may have ended in this very turn.
      if (connection === undefined || connection.isAlive) return connection
    }
  }

  #offer(connection: Connection): void {
    const waiter = this.#shift()
    if (waiter !== undefined) {
      connection.deadline = Number.POSITIVE_INFINITY
      waiter.connected(connection)
    } else if (this.#isClosing) connection.destroy()
    else {
      if (connection.served === 0) connection.deadline = this.#deadlines.now + this.#timeouts.connect
      this.#idle.push(connection)
    }
  }

  /** One connection on its way for each who waits, as far as the limit allows. */
  #openAsNeeded(): void {
    while (this.#opening < this.#waiting.size && this.#all.size < this.#limits.connections) {
      this.#opening += 1
      this.#all.add(new Connection(this.#url, this, this.#deadlines, this.#timeouts, this.#security))
    }
  }

  #shift(): Waiter | undefined {
    const [first] = this.#waiting
    if (first === undefined) return undefined
    this.#forget(first)
    return first.waiter
  }

  #giveUp(waiting: Waiting): void {
    this.#forget(waiting)
    waiting.waiter.unconnected('unreachable in time')
  }

  #forget(waiting: Waiting): void {
    this.#waiting.delete(waiting)
    this.#deadlines.forget(waiting)
  }
}

/** Somebody who waits, and for how long. */
export class Waiting implements Deadlined {
  readonly waiter: Waiter
  readonly deadline: number
  readonly #expired: (waiting: Waiting) => void

  constructor(waiter: Waiter, deadline: number, expired: (waiting: Waiting) => void) {
    this.waiter = waiter
    this.deadline = deadline
    this.#expired = expired
  }

  expire(): void {
    this.#expired(this)
  }
}
