/**
 * Processes that share the ports they listen on (`node:cluster`). The first process accepts and hands connections round, one after the
 * other: callers keep theirs for long, so an even number of them is an even share of the work. Where each process accepted for itself,
 * the kernel would give most to one (a shared socket) or to where a hash falls (SO_REUSEPORT), and what waits to be accepted would die
 * with a process.
 */
import type { ChildProcess, SendHandle } from 'node:child_process'
import cluster from 'node:cluster'
import { getCompileCacheDir } from 'node:module'
import { messageOf } from '../base/errors.ts'
import type { StartWorker } from '../base/worker-process.ts'

/**
 * @param file what each runs.
 * @param env the environment of each; of this process's own what is `undefined` here is kept back.
 */
export function servingProcesses(file: string, env: Readonly<Record<string, string | undefined>>): StartWorker {
  return () => {
    cluster.schedulingPolicy = cluster.SCHED_RR
    cluster.setupPrimary({
      exec: file,
      args: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const worker = cluster.fork({ ...env, NODE_COMPILE_CACHE: getCompileCacheDir() })
    const connections = handOver(worker.process)
    return {
      pid: worker.process.pid ?? 0,
      send(message) {
        // Its end is told by `exit`; what was on its way then is lost.
        if (worker.isConnected()) worker.process.send(message as object, undefined, undefined, () => undefined)
      },
      listen(received, ended) {
        let isOver = false
        const over = (how: string) => {
          if (!isOver) ended(how)
          isOver = true
        }
        worker.on('message', received)
        worker.on('error', (error) => over(messageOf(error)))
        worker.on('exit', (code: number | null, signal: string | null) => {
          connections.end()
          over(signal ?? `exit code ${code}`)
        })
      },
      retire: connections.retire,
      kill: () => void worker.process.kill('SIGKILL'),
    }
  }
}

/**
 * What `node:cluster` forgets when a process takes no more connections: those on their way to it. They would stay open in this
 * process, and their callers wait for an answer from nobody.
 */
function handOver(child: ChildProcess): { retire(): void; end(): void } {
  const send: (...args: [message: object, handle?: SendHandle, ...rest: never[]]) => boolean = child.send.bind(child)
  let isRetired = false
  let last: { close?(): void } | undefined
  const watched: typeof send = (message, handle, ...rest) => {
    last = (handle as typeof last) ?? last
    if (!isRetired || !handle) return send(message, handle, ...rest)
    last?.close?.()
    return true
  }
  Object.assign(child, { send: watched })
  return {
    retire: () => {
      isRetired = true
    },
    // To close one that the process had taken changes nothing.
    end: () => last?.close?.(),
  }
}
