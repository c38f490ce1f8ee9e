import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { JudgeTask } from './judge-task.ts'
import type { FromWorker, WorkerReply } from './judge-worker.ts'

/** Something that judges, one task at a time: a thread, or a process where code of a ruleset runs. */
export interface JudgeHand {
  /** The bytes in `transfer` change hands where that is possible. */
  post(task: JudgeTask, transfer: readonly ArrayBuffer[]): void
  /** What it does at the moment, as far as that has a name. */
  doing(): string | null
  /** An idle one does not keep the process alive. */
  hold(): void
  release(): void
  end(): Promise<unknown>
}

/** What a hand tells. Nothing more comes after `failed`. */
export interface HandListener {
  /** It has loaded what it needs; from here on time is the task's. */
  ready(): void
  replied(reply: WorkerReply): void
  /** `memory`: it needed more than it may. */
  failed(why: 'memory' | Error): void
}

/** What a worker is given as it starts. */
export interface WorkerStart {
  /** Where it writes what it is doing. */
  readonly now: Int32Array<SharedArrayBuffer>
  /** True where code of a ruleset may run. */
  readonly isConfined: boolean
}

/** A thread of this process, with an environment of its own that is empty. */
export function openThread(memoryMb: number, listener: HandListener, isConfined = false): JudgeHand {
  // From sources it is a `.ts` file, from the package a `.js` file.
  const file = new URL(`./judge-start${extname(import.meta.filename)}`, import.meta.url)
  const now = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(file, {
    env: {}, // nothing that judges a contract needs a secret
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    workerData: { now, isConfined } satisfies WorkerStart,
  })
  const names = new Map<number, string>()
  worker.on('message', (message: FromWorker) => {
    if ('activity' in message) names.set(...message.activity)
    else if ('ready' in message) listener.ready()
    else listener.replied(message)
  })
  worker.on('error', (error: Error & { code?: string }) =>
    listener.failed(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : error),
  )
  worker.on('exit', () => listener.failed(new Error('A worker of the judge ended by itself')))
  return {
    post: (task, transfer) => worker.postMessage(task, transfer),
    doing: () => names.get(now[0] ?? 0) ?? null,
    hold: () => worker.ref(),
    release: () => worker.unref(),
    end: () => worker.terminate(),
  }
}
