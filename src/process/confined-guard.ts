/** The main thread of a process that runs the code of a ruleset (`confined-judge.ts`): hands tasks on, and watches. */
import type { JudgeTask } from './judge-task.ts'
import { openThread } from './judge-thread.ts'
import type { WorkerReply } from './judge-worker.ts'

export type FromGuard =
  | WorkerReply
  | { readonly ready: true }
  /** What has been going on for a while. */
  | { readonly doing: string | null }
  | { readonly exceeded: 'memory' }
  | { readonly failed: string }

const memoryMb = Number(process.argv[2])
/** What Node and Spectral take beside the heap that is limited. */
const besideHeapMb = 256
const everyMs = 100

let isBusy = false
let told: string | null = null
const hand = openThread(
  memoryMb,
  {
    ready: () => tell({ ready: true }),
    replied(reply) {
      isBusy = false
      tell(reply)
    },
    failed: (why) => end(why === 'memory' ? { exceeded: 'memory' } : { failed: why.stack ?? why.message }),
  },
  true,
)

process.on('message', (task: JudgeTask) => {
  isBusy = true
  told = null
  hand.post(task, [])
})
process.on('disconnect', () => process.exit())

setInterval(() => {
  if (!isBusy) return
  const doing = hand.doing()
  if (doing !== told) tell({ doing })
  told = doing
  // Buffers lie outside the heap, which alone V8 holds to its limit.
  if (process.memoryUsage.rss() > (memoryMb + besideHeapMb) * 1024 * 1024) end({ exceeded: 'memory' })
}, everyMs).unref()

function tell(message: FromGuard): void {
  process.send?.(message)
}

function end(message: FromGuard): void {
  const doing = hand.doing()
  if (doing !== told) tell({ doing })
  process.send?.(message, () => process.exit())
}
