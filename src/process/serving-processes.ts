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
    const closeHandedOver = handedOver(worker.process)
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
          closeHandedOver()
          over(signal ?? `exit code ${code}`)
        })
      },
      kill: () => void worker.process.kill('SIGKILL'),
    }
  }
}

/**
 * A connection that is on its way to a process when that ends would stay open in this one, and its caller wait for an answer from
 * nobody. Answers how to close the last one that went there: to close one that the process had taken changes nothing.
 */
function handedOver(child: ChildProcess): () => void {
  const send: (...args: [message: object, handle?: SendHandle, ...rest: never[]]) => boolean = child.send.bind(child)
  let last: SendHandle | undefined
  const watched: typeof send = (message, handle, ...rest) => {
    last = handle ?? last
    return send(message, handle, ...rest)
  }
  Object.assign(child, { send: watched })
  return () => void (last as { close?(): void } | undefined)?.close?.()
}
