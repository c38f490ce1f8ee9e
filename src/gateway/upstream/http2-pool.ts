import type { Failure } from './connection.ts'
import type { Deadlines } from './deadlines.ts'
import { type SessionOwner, UpstreamSession } from './http2-session.ts'
import { type Pool, type PoolLimits, type Waiter, Waiting } from './pool.ts'
import type { TargetTls } from './target-tls.ts'
import type { Timeouts } from './timeouts.ts'

/** With one origin. */
const sessionsAtMost = 16

/**
 * The HTTP/2 sessions with one origin: one, and another where those that are there carry as much as the upstream lets them. The
 * first with room carries the next request, so that those opened in a rush grow idle and go.
 */
export class Http2Pool implements Pool, SessionOwner {
  readonly takesUpgrades = false
  readonly #url: URL
  readonly #deadlines: Deadlines
  readonly #timeouts: Timeouts
  readonly #limits: PoolLimits
  readonly #security: TargetTls | null
  readonly #sessions = new Set<UpstreamSession>()
  /** Sessions that end with what they carry. */
  readonly #retired = new Set<UpstreamSession>()
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
    let load = this.#waiting.size
    for (const session of [...this.#sessions, ...this.#retired]) load += session.load
    return load
  }

  acquire(waiter: Waiter): (() => void) | null {
    const session = this.#withRoom()
    if (session !== undefined) {
      waiter.connected(session.take())
      return null
    }
    if (this.#waiting.size >= this.#limits.waiting) {
      waiter.unconnected('busy')
      return null
    }
    // Later than the session that is opened for it, whose failure says more.
    const waiting = new Waiting(waiter, this.#deadlines.now + this.#timeouts.connect * 1.25, (expired) => {
      this.#forget(expired)
      expired.waiter.unconnected('unreachable in time')
    })
    this.#waiting.add(waiting)
    this.#deadlines.watch(waiting)
    this.#openAsNeeded()
    return () => this.#forget(waiting)
  }

  open(waiter: Waiter): void {
    this.acquire(waiter)
  }

  opened(session: UpstreamSession): void {
    this.#opening -= 1
    this.freed(session)
    this.#openAsNeeded()
  }

  freed(session: UpstreamSession): void {
    for (const waiting of this.#waiting) {
      if (!session.hasRoom) return
      this.#forget(waiting)
      waiting.waiter.connected(session.take())
    }
    if (this.#isClosing) session.close()
  }

  retired(session: UpstreamSession, failure: Failure | null): void {
    this.#sessions.delete(session)
    if (session.load > 0) this.#retired.add(session)
    if (failure !== null) {
      this.#opening -= 1
      // They all waited for this one.
      for (const waiting of this.#opening === 0 ? [...this.#waiting] : []) {
        this.#forget(waiting)
        waiting.waiter.unconnected(failure)
      }
    }
    this.#openAsNeeded()
  }

  closed(session: UpstreamSession): void {
    this.#retired.delete(session)
  }

  close(): void {
    this.#isClosing = true
    for (const session of this.#sessions) session.close()
  }

  destroy(): void {
    for (const session of [...this.#sessions, ...this.#retired]) session.destroy()
  }

  #withRoom(): UpstreamSession | undefined {
    for (const session of this.#sessions) if (session.hasRoom) return session
    return undefined
  }

  /** One at a time: how much it takes is known only then. */
  #openAsNeeded(): void {
    if (this.#waiting.size === 0 || this.#opening > 0 || this.#sessions.size >= sessionsAtMost) return
    this.#opening += 1
    this.#sessions.add(new UpstreamSession(this.#url, this, this.#deadlines, this.#timeouts, this.#security))
  }

  #forget(waiting: Waiting): void {
    this.#waiting.delete(waiting)
    this.#deadlines.forget(waiting)
  }
}
