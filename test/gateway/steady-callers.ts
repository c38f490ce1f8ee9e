/** Callers who never stop, to look at what a gateway does beside their traffic. */
import { once } from 'node:events'
import net from 'node:net'

export interface SteadyCallers {
  /** What was wrong: an answer that `wrong` objected to, a connection that broke. The first ten. */
  readonly failures: readonly string[]
  readonly requests: () => number
  /** Milliseconds of each request since the last call. */
  takeLatencies(): number[]
  /** Resolves when every request has its answer. */
  stop(): Promise<void>
}

export interface Calling {
  readonly port: number
  readonly connections: number
  /** Head of the n-th request of all; it has no body. */
  readonly request: (n: number) => string
  /** What is wrong with its answer (head and body); `null` where nothing is. */
  readonly wrong: (n: number, answer: string) => string | null
}

/** Each on a connection of its own, one request after the other. Answers must have a `content-length`. */
export function startCallers({ port, connections, request, wrong }: Calling): SteadyCallers {
  const failures: string[] = []
  let latencies: number[] = []
  let sent = 0
  let stopping = false

  async function call(): Promise<void> {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true })
    socket.setEncoding('latin1')
    const over = Promise.withResolvers<void>()
    let [n, began, answer] = [0, 0, '']
    const next = () => {
      if (stopping) {
        socket.end()
        over.resolve()
        return
      }
      n = sent++
      began = performance.now()
      answer = ''
      socket.write(request(n))
    }
    socket.on('data', (text: string) => {
      answer += text
      if (!isWhole(answer)) return
      latencies.push(performance.now() - began)
      const complaint = wrong(n, answer)
      if (complaint !== null && failures.length < 10) failures.push(complaint)
      next()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (!stopping) failures.push('a connection broke')
      over.resolve()
    })
    await once(socket, 'connect')
    next()
    await over.promise
  }

  const calls = Array.from({ length: connections }, call)
  return {
    failures,
    requests: () => sent,
    takeLatencies() {
      const taken = latencies
      latencies = []
      return taken
    },
    async stop() {
      stopping = true
      await Promise.all(calls)
    },
  }
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end))
  return answer.length >= end + 4 + Number(length?.[1] ?? 0)
}

/** @param share 0.99 for the p99. */
export function percentile(numbers: readonly number[], share: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * share)] ?? Number.NaN
}
