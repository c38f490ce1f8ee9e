/** Calls between processes over what only carries messages: each has a number, and so has its answer. */
import { ApigovError, messageOf } from '../../base/errors.ts'

/** What can be called on the other side. Arguments and results are carried as structured clones. */
type Callable = { readonly [name: string]: (...args: never[]) => unknown }

interface CallMessage {
  readonly call: number
  readonly name: string
  readonly args: readonly unknown[]
}

type AnswerMessage = { readonly answer: number } & ({ readonly value: unknown } | { readonly failed: Failed })

/** What an `ApigovError` is on the other side again. */
interface Failed {
  readonly message: string
  readonly code: string | null
  readonly hint: string
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (why: Error) => void
}

/** This side of a channel. */
export class Calls<Remote extends { readonly [Name in keyof Remote]: (...args: never[]) => unknown }> {
  readonly #waiting = new Map<number, Waiting>()
  readonly #send: (message: unknown) => void
  readonly #local: Callable
  #number = 0
  #over: Error | null = null

  /** @param local what the other side may call. */
  constructor(send: (message: unknown) => void, local: object) {
    this.#send = send
    this.#local = local as Callable
  }

  /** Rejects with what the other side threw, and where the channel ended before its answer. */
  call<Name extends keyof Remote & string>(
    name: Name,
    ...args: Parameters<Remote[Name]>
  ): Promise<Awaited<ReturnType<Remote[Name]>>> {
    return new Promise((resolve, reject) => {
      if (this.#over !== null) return reject(this.#over)
      const number = ++this.#number
      this.#waiting.set(number, { resolve: resolve as (value: unknown) => void, reject })
      this.#send({ call: number, name, args } satisfies CallMessage)
    })
  }

  received(message: unknown): void {
    const known = message as CallMessage | AnswerMessage
    if ('call' in known) {
      void this.#answer(known)
      return
    }
    const waiting = this.#waiting.get(known.answer)
    this.#waiting.delete(known.answer)
    if ('failed' in known) waiting?.reject(thrownAgain(known.failed))
    else waiting?.resolve(known.value)
  }

  /** No answer comes any more. */
  end(why: Error): void {
    this.#over = why
    for (const { reject } of this.#waiting.values()) reject(why)
    this.#waiting.clear()
  }

  async #answer({ call, name, args }: CallMessage): Promise<void> {
    try {
      const value = await this.#local[name]?.(...(args as never[]))
      this.#send({ answer: call, value } satisfies AnswerMessage)
    } catch (thrown) {
      const known = thrown instanceof ApigovError ? thrown : null
      const failed = { message: messageOf(thrown), code: known?.code ?? null, hint: known?.hint ?? '' }
      this.#send({ answer: call, failed } satisfies AnswerMessage)
    }
  }
}

function thrownAgain({ message, code, hint }: Failed): Error {
  return code === null ? new Error(message) : new ApigovError(code, message, { hint })
}
