/** One worker as the first process sees it, from its start to its end. */
import type { StartWorker, WorkerProcess } from '../../base/worker-process.ts'
import { type ContentChange, changeOf } from '../../snapshot/change.ts'
import type { Refusal } from '../../snapshot/read.ts'
import { slices } from '../../snapshot/slices.ts'
import type { Snapshot } from '../../snapshot/snapshot.ts'
import type { Piece } from '../../snapshot/text.ts'
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

/** Characters of a snapshot in one message: what a worker takes in one go. */
const partSize = 256 * 1024

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
    for (const [list, pieces] of Object.entries(change) as [keyof ContentChange, readonly Piece[]][])
      for (const part of partsOf(pieces)) await this.call('part', list, part)
    return this.call('prepare', envelope, isWhole)
  }

  /** Brings one that knows nothing yet to what is served. */
  async catchUp({ content, ...envelope }: Snapshot): Promise<void> {
    const refusal = await this.prepare(envelope, await changeOf(content, null, slices()), true)
    if (refusal !== null) throw new Error(refusal.reason)
    await this.call('serve')
  }

  async close(grace: number): Promise<void> {
    this.isServing = false
    const late = setTimeout(() => this.kill(), grace + this.#patience.answer)
    await this.#calls.call('close', grace).catch(() => undefined)
    clearTimeout(late)
    this.kill()
    await this.ended
  }
}

/** At least one, so that an empty list is told, too. */
function partsOf(pieces: readonly Piece[]): readonly Piece[][] {
  const parts: Piece[][] = [[]]
  let size = 0
  const add = (piece: Piece, length: number) => {
    if (size > 0 && size + length > partSize) {
      parts.push([])
      size = 0
    }
    parts.at(-1)?.push(piece)
    size += length
  }
  for (const piece of pieces) {
    if ('kept' in piece) add(piece, 16)
    else for (const line of piece.fresh) add({ fresh: [line] }, line.length)
  }
  return parts
}
