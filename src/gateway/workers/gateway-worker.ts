/** The file that a worker process runs. It ends with the process that started it. */
import { Calls } from './calls.ts'
import { createWorker, type ParentCalls } from './worker.ts'

const calls: Calls<ParentCalls> = new Calls(
  // Nobody is left to be told where the first process has ended.
  (message) => process.send?.(message, undefined, undefined, () => undefined),
  createWorker({
    log: (line) => void calls.call('log', line),
    draw: (draws, now) => calls.call('draw', draws, now),
    borrow: (draws) => calls.call('borrow', draws),
  }),
)
process.on('message', (message) => calls.received(message))
// Ctrl-C reaches every process of a terminal, and a service manager tells them all: the first one decides, and lets this one drain.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined)
