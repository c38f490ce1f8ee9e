import { Agent, request } from 'undici'

/** Steady requests through the gateway, one after another on a few connections, from start to stop. Every one is counted. */
export class Traffic {
  sent = 0
  failed = 0
  /** The first failure, for the report. */
  firstFailure: string | null = null
  readonly #url: string
  readonly #headers: Readonly<Record<string, string>>
  readonly #agent = new Agent({ connections: 4 })
  #running: Promise<void>[] = []
  #stopping = false

  constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.#url = url
    this.#headers = headers
  }

  /** `lanes` senders, each waiting `pauseMs` between an answer and its next request. */
  start(lanes: number, pauseMs: number): void {
    this.#running = Array.from({ length: lanes }, () => this.#lane(pauseMs))
  }

  /** Lets the requests under way finish. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#running)
    await this.#agent.close()
  }

  async #lane(pauseMs: number): Promise<void> {
    while (!this.#stopping) {
      this.sent++
      try {
        const response = await request(this.#url, { headers: this.#headers, dispatcher: this.#agent })
        await response.body.dump()
        if (response.statusCode !== 200) this.#fail(`status ${response.statusCode}`)
      } catch (thrown) {
        this.#fail(String(thrown))
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }

  #fail(why: string): void {
    this.failed++
    this.firstFailure ??= `${new Date().toISOString()} ${why}`
  }
}
