import type { Socket } from 'node:net'

/** A request that is being answered, as its connection knows it. */
interface Answering {
  /** Whether all of it has been read. */
  readonly isRead: boolean
  /** What was still to come of it cannot be read: it must be answered so. */
  unreadable(): void
}

/** Requests that a caller may send ahead of its answers, as many as HTTP/2 gives it streams: each may hold a connection to an upstream. */
const mostAtOnce = 100

/** What must be known of a caller's connection across its requests, so that no answer is given out of turn. */
export class CallerConnection {
  /** Its last answer is decided: what the caller has sent ahead is not looked at. */
  isCondemned = false
  #answering = 0
  #latest: Answering | null = null
  #whenQuiet: (() => void) | null = null

  begin(request: Answering): void {
    this.#answering += 1
    this.#latest = request
  }

  /** Whether it has as many requests in flight as it may. */
  get isFull(): boolean {
    return this.#answering >= mostAtOnce
  }

  /** Looks at nothing more; when what is in flight has its answers, `close` is called. What has none may be sent again (RFC 9112 section 9.3.2). */
  closeAfterThese(close: () => void): void {
    this.isCondemned = true
    this.#whenQuiet = close
  }

  end(): void {
    if (--this.#answering > 0) return
    this.#latest = null
    this.#whenQuiet?.()
    this.#whenQuiet = null
  }

  /** An answer broke off in the middle: whatever was written behind it would be taken for the rest of it. */
  brokeOff(destroy: () => void): void {
    this.isCondemned = true
    this.#whenQuiet = destroy
  }

  /**
   * Something that is no HTTP has come. Whose it is decides: a request that is half read is answered so; otherwise `answer` is
   * called once all that was read before has its answer.
   */
  unreadable(answer: () => void): void {
    if (this.isCondemned) return
    this.isCondemned = true
    if (this.#latest?.isRead === false) this.#latest.unreadable()
    else if (this.#answering > 0) this.#whenQuiet = answer
    else answer()
  }
}

const connections = new WeakMap<Socket, CallerConnection>()

export function connectionOf(socket: Socket): CallerConnection {
  let connection = connections.get(socket)
  if (connection === undefined) {
    connection = new CallerConnection()
    connections.set(socket, connection)
  }
  return connection
}
