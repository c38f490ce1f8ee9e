import { ApigovError } from '../base/errors.ts'
import type { ContractSource } from '../contract/contract.ts'
import { openConfined } from './confined-judge.ts'
import { judgeClosed, judgeOutOfMemory, judgeTimedOut } from './judge-errors.ts'
import { type JudgeTask, rulesetOf } from './judge-task.ts'
import { type JudgeHand, openThread } from './judge-thread.ts'
import type { WorkerReply } from './judge-worker.ts'

interface PoolOptions {
  readonly workers: number
  readonly memoryMb: number
  /** Milliseconds. */
  timeout(task: JudgeTask['do']): number
}

interface Job {
  readonly task: JudgeTask
  /** As `Seat.code`. */
  readonly code: string
  resolve(answer: unknown): void
  reject(error: Error): void
}

/** Who judges, and what it is doing; gone from the pool as soon as it is not to be trusted any more. */
interface Seat {
  readonly hand: JudgeHand
  /** The ruleset whose code it runs, as text; `''` for a thread, which runs none and judges by any. */
  readonly code: string
  job: Job | null
  isReady: boolean
  timer: NodeJS.Timeout | null
  /** The contract it read last: it may still have it. */
  last: string
}

/**
 * Threads that each do one task at a time, in the order asked; and beside them as many processes for rulesets that run code, of which
 * each knows one ruleset.
 */
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
      this.#waiting.push({ task, code: codeOf(task), resolve, reject })
      this.#seatNext()
    }) as Promise<T>
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const { task, reject } of this.#waiting.splice(0)) reject(judgeClosed(task))
    const seats = [...this.#seats]
    for (const seat of seats) this.#vacate(seat, judgeClosed)
    await Promise.all(seats.map(({ hand }) => hand.end()))
  }

  #seatNext(): void {
    // Where nobody is free for one ruleset, nobody is for the thousand jobs by it that follow.
    const busy = new Set<string>()
    for (let at = 0; at < this.#waiting.length; ) {
      const job = this.#waiting[at]
      if (job && !busy.has(job.code) && this.#seat(job)) this.#waiting.splice(at, 1)
      else {
        if (job) busy.add(job.code)
        at++
      }
    }
  }

  /** False where everybody who could do it is busy. */
  #seat(job: Job): boolean {
    const free = [...this.#seats].filter((seat) => seat.job === null && seat.code === job.code)
    const entry = entryOf(job.task)
    const seat = free.find(({ last }) => last === entry) ?? free[0] ?? this.#open(job)
    if (!seat) return false
    seat.job = job
    seat.last = entry
    if (seat.isReady) this.#startClock(seat)
    seat.hand.hold()
    const { task, transfer } = packed(job.task)
    seat.hand.post(task, transfer)
    return true
  }

  #startClock(seat: Seat): void {
    const task = seat.job?.task
    if (!task) return
    const limit = this.#options.timeout(task.do)
    seat.timer = setTimeout(() => this.#dismiss(seat, judgeTimedOut(task, limit, seat.hand.doing())), limit)
  }

  #open({ task, code }: Job): Seat | null {
    const alike = [...this.#seats].filter((seat) => (seat.code === '') === (code === ''))
    if (alike.length >= this.#options.workers) {
      const idle = alike.find((seat) => seat.job === null)
      if (!idle) return null
      this.#leave(idle) // it knows another ruleset
    }
    const { memoryMb } = this.#options
    const listener = {
      ready: () => {
        seat.isReady = true
        this.#startClock(seat)
      },
      replied: (reply: WorkerReply) => this.#conclude(seat, reply),
      failed: (why: 'memory' | Error) => {
        const at = seat.hand.doing()
        this.#dismiss(seat, why === 'memory' ? judgeOutOfMemory(seat.job?.task ?? task, memoryMb, at) : why)
      },
    }
    const ruleset = rulesetOf(task)
    const hand = ruleset?.code ? openConfined(memoryMb, ruleset, listener) : openThread(memoryMb, listener)
    const seat: Seat = { hand, code, job: null, isReady: false, timer: null, last: '' }
    this.#seats.add(seat)
    return seat
  }

  #conclude(seat: Seat, reply: WorkerReply): void {
    const { job } = seat
    if (!job) return
    if (seat.timer) clearTimeout(seat.timer)
    seat.job = null
    seat.timer = null
    seat.hand.release()
    if ('answer' in reply) job.resolve(reply.answer)
    else if ('refused' in reply)
      job.reject(new ApigovError(reply.refused.code, reply.refused.message, { hint: reply.refused.hint }))
    else job.reject(new Error(`A worker of the judge failed\n${reply.crashed}`))
    this.#seatNext()
  }

  /** Ends a hand in the middle of its task; the next task gets a new one. */
  #dismiss(seat: Seat, error: Error): void {
    if (!this.#seats.has(seat)) return
    this.#vacate(seat, () => error)
    void seat.hand.end()
    this.#seatNext()
  }

  #leave(seat: Seat): void {
    this.#seats.delete(seat)
    void seat.hand.end()
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

function codeOf(task: JudgeTask): string {
  const ruleset = rulesetOf(task)
  if (!ruleset?.code) return ''
  const { name, text, files = new Map(), code } = ruleset
  return JSON.stringify([name, text, ...files, code.folder])
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
