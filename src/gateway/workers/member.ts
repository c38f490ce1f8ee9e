/** One worker as the first process sees it, from its start to its end. */
import type { StartWorker, WorkerProcess } from '../../base/worker-process.ts'
import { type ContentChange, changeOf, partsOf } from '../../snapshot/change.ts'
import type { Refusal } from '../../snapshot/read.ts'
import type { Snapshot } from '../../snapshot/snapshot.ts'
import { Calls } from './calls.ts'
import type { Measured } from './measures.ts'
import type { ParentCalls, WorkerCalls } from './worker.ts'

/** Thrown by what asks a worker that ends meanwhile. */
export class WorkerEnded extends Error {}

/** Milliseconds after which a worker that does not answer is taken to be stuck, and ended. */
export interface WorkerPatience {
  /** To begin, or to compile a snapshot. */
  readonly work: number
  /** To do what is done at once. */
  readonly answer: number
}

export class Member {
  readonly number: number
  /** What it counted, as last asked. */
  measured: readonly Measured[] = []
  /** True from when it listens. */
  isServing = false
  readonly #process: WorkerProcess
  readonly #calls: Calls<WorkerCalls>
  readonly #patience: WorkerPatience
  readonly #log: (line: string) => void
  readonly #over = Promise.withResolvers<string>()

  /** @param provided what the worker may call. */
  constructor(number: number, start: StartWorker, provided: ParentCalls, patience: WorkerPatience) {
    this.number = number
    this.#patience = patience
    this.#log = provided.log
    this.#process = start()
    this.#calls = new Calls((message) => this.#process.send(message), provided)
    this.#process.listen(
      (message) => this.#calls.received(message),
      (how) => {
        this.isServing = false
        this.#calls.end(new WorkerEnded(`worker ${number} ended (${how})`))
        this.#over.resolve(how)
      },
    )
  }

  get pid(): number {
    return this.#process.pid
  }

  /** Resolves with how it ended. */
  get ended(): Promise<string> {
    return this.#over.promise
  }

  kill(): void {
    this.#process.kill()
  }

  /** Rejects with `WorkerEnded` where it ends first; one that does not answer in time is ended. */
  async call<Name extends keyof WorkerCalls>(
    name: Name,
    ...args: Parameters<WorkerCalls[Name]>
  ): Promise<Awaited<ReturnType<WorkerCalls[Name]>>> {
    const patience = name === 'begin' || name === 'prepare' ? this.#patience.work : this.#patience.answer
    const stuck = setTimeout(() => {
      this.#log(`did not answer for ${patience / 1000} s and is ended`)
      this.kill()
    }, patience)
    try {
      return await this.#calls.call(name, ...args)
    } finally {
      clearTimeout(stuck)
    }
  }

  /** Hands over a snapshot and has it compiled; see `WorkerCalls.prepare`. */
  async prepare(envelope: Omit<Snapshot, 'content'>, change: ContentChange, isWhole: boolean): Promise<Refusal | null> {
    await this.call('expect', isWhole)
    for (const part of partsOf(change)) await this.call('part', part)
    return this.call('prepare', envelope)
  }

  /** Brings one that knows nothing yet to what is served. */
  async catchUp({ content, ...envelope }: Snapshot): Promise<void> {
    const refusal = await this.prepare(envelope, changeOf(content, null), true)
    if (refusal !== null) throw new Error(refusal.reason)
    await this.call('serve')
  }

  async close(grace: number): Promise<void> {
    this.isServing = false
    this.#process.retire()
    const late = setTimeout(() => this.kill(), grace + this.#patience.answer)
    await this.#calls.call('close', grace).catch(() => undefined)
    clearTimeout(late)
    this.kill()
    await this.ended
  }
}
