/** Steady callers in a thread of their own, so that what else a bench does is not taken for a wait of theirs. */
import { once } from 'node:events'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { requestFor } from '../../gateway/large-company.ts'
import { startCallers } from '../../gateway/steady-callers.ts'

export interface CallersOptions {
  readonly port: number
  readonly key: string
  readonly connections: number
  /** By route, the revisions an answer may have; shared with the thread. */
  readonly oldest: Int32Array
  readonly newest: Int32Array
}

export interface CallersReport {
  /** Since the last report. */
  readonly latencies: readonly number[]
  readonly requests: number
  readonly failures: readonly string[]
}

export async function callersApart(options: CallersOptions) {
  const worker = new Worker(new URL(import.meta.url), { workerData: options })
  worker.unref()
  return {
    async ask(what: 'latencies' | 'stop'): Promise<CallersReport> {
      const answer = once(worker, 'message')
      worker.postMessage(what)
      const [report] = await answer
      return report
    },
  }
}

if (!isMainThread && parentPort !== null) {
  const { port, key, connections, oldest, newest } = workerData as CallersOptions
  const atLeast = new Map<number, number>()
  const callers = startCallers({
    port,
    connections,
    request(n) {
      const route = n % oldest.length
      atLeast.set(n, Atomics.load(oldest, route))
      return requestFor(route, key)
    },
    wrong(n, answer) {
      const route = n % oldest.length
      const [, said, revision] = /\r\n\r\n\/r(\d+)\/(\d+)\/x$/.exec(answer) ?? []
      const from = atLeast.get(n) ?? 0
      atLeast.delete(n)
      const isRight =
        Number(said) === route && Number(revision) >= from && Number(revision) <= Atomics.load(newest, route)
      return isRight ? null : `request ${n} for route ${route}, revision ${from} or later: ${answer.slice(0, 300)}`
    },
  })
  const inbox = parentPort
  inbox.on('message', async (what: string) => {
    if (what === 'stop') await callers.stop()
    const report: CallersReport = {
      latencies: callers.takeLatencies(),
      requests: callers.requests(),
      failures: callers.failures,
    }
    inbox.postMessage(report)
    if (what === 'stop') inbox.close()
  })
}
