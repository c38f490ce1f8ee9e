import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ApigovError } from '../base/errors.ts'
import type { ContractSource } from '../contract/contract.ts'
import { judgeClosed, judgeOutOfMemory, judgeTimedOut } from './judge-errors.ts'
import type { JudgeTask } from './judge-task.ts'
import type { WorkerReply } from './judge-worker.ts'

interface PoolOptions {
  readonly workers: number
  readonly memoryMb: number
  /** Milliseconds. */
  timeout(task: JudgeTask['do']): number
}

interface Job {
  readonly task: JudgeTask
  resolve(answer: unknown): void
  reject(error: Error): void
}

/** A thread and what it is doing; gone from the pool as soon as it is not to be trusted any more. */
interface Seat {
  readonly worker: Worker
  job: Job | null
  timer: NodeJS.Timeout | null
  /** The contract it read last: it may still have it. */
  last: string
}

/** Threads that each do one task at a time, in the order asked. */
export class JudgePool {
  readonly #options: PoolOptions
  readonly #waiting: Job[] = []
  readonly #seats = new Set<Seat>()
  #closed = false

  constructor(options: PoolOptions) {
    this.#options = options
  }

  run<T>(task: JudgeTask): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.#closed) return reject(judgeClosed(task))
      this.#waiting.push({ task, resolve, reject })
      this.#seatNext()
    }) as Promise<T>
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const { task, reject } of this.#waiting.splice(0)) reject(judgeClosed(task))
    const seats = [...this.#seats]
    for (const seat of seats) this.#vacate(seat, judgeClosed)
    await Promise.all(seats.map(({ worker }) => worker.terminate()))
  }

  #seatNext(): void {
    const [next] = this.#waiting
    if (!next) return
    const free = [...this.#seats].filter(({ job }) => job === null)
    const entry = entryOf(next.task)
    const seat = free.find(({ last }) => last === entry) ?? free[0] ?? this.#open()
    if (!seat) return
    this.#waiting.shift()
    seat.job = next
    seat.last = entry
    const limit = this.#options.timeout(next.task.do)
    seat.timer = setTimeout(() => this.#dismiss(seat, judgeTimedOut(next.task, limit)), limit)
    seat.worker.ref()
    const { task, transfer } = packed(next.task)
    seat.worker.postMessage(task, transfer)
  }

  #open(): Seat | null {
    if (this.#seats.size >= this.#options.workers) return null
    // From sources it is a `.ts` file, from the package a `.js` file.
    const file = new URL(`./judge-worker${extname(import.meta.filename)}`, import.meta.url)
    const worker = new Worker(file, {
      env: {}, // nothing that judges a contract needs a secret
      resourceLimits: { maxOldGenerationSizeMb: this.#options.memoryMb },
    })
    const seat: Seat = { worker, job: null, timer: null, last: '' }
    worker.on('message', (reply: WorkerReply) => this.#conclude(seat, reply))
    worker.on('error', (error: Error & { code?: string }) => {
      const task = seat.job?.task
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY' && task !== undefined
      this.#dismiss(seat, isMemory ? judgeOutOfMemory(task, this.#options.memoryMb) : error)
    })
    worker.on('exit', () => this.#dismiss(seat, new Error('A worker of the judge ended by itself')))
    this.#seats.add(seat)
    return seat
  }

  #conclude(seat: Seat, reply: WorkerReply): void {
    const { job } = seat
    if (!job) return
    if (seat.timer) clearTimeout(seat.timer)
    seat.job = null
    seat.timer = null
    seat.worker.unref() // an idle thread does not keep the process alive
    if ('answer' in reply) job.resolve(reply.answer)
    else if ('refused' in reply)
      job.reject(new ApigovError(reply.refused.code, reply.refused.message, { hint: reply.refused.hint }))
    else job.reject(new Error(`A worker of the judge failed\n${reply.crashed}`))
    this.#seatNext()
  }

  /** Ends a thread in the middle of its task; the next task gets a new one. */
  #dismiss(seat: Seat, error: Error): void {
    this.#vacate(seat, () => error)
    void seat.worker.terminate()
    this.#seatNext()
  }

  #vacate(seat: Seat, errorOf: (task: JudgeTask) => Error): void {
    this.#seats.delete(seat)
    if (seat.timer) clearTimeout(seat.timer)
    const { job } = seat
    seat.job = null
    if (job) job.reject(errorOf(job.task))
  }
}

function entryOf(task: JudgeTask): string {
  return task.do === 'diff' ? task.revision.entry : task.source.entry
}

/**
 * A copy of the task whose bytes change hands. Posting the bytes as they are would copy the whole buffer each of them is cut from
 * (a chunk of Git's output, Node's pool), and handing over the caller's own would take them from the caller.
 */
function packed(task: JudgeTask): { readonly task: JudgeTask; readonly transfer: ArrayBuffer[] } {
  const transfer: ArrayBuffer[] = []
  const pack = (source: ContractSource): ContractSource => ({
    ...source,
    files: new Map(
      [...source.files].map(([path, { blob, bytes }]) => {
        const copy = new Uint8Array(bytes)
        transfer.push(copy.buffer)
        return [path, { blob, bytes: copy }]
      }),
    ),
  })
  return {
    task:
      task.do === 'diff'
        ? { ...task, base: pack(task.base), revision: pack(task.revision) }
        : { ...task, source: pack(task.source) },
    transfer,
  }
}
