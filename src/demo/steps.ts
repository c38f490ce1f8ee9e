import { styleText } from 'node:util'

/** What a step proved, line by line; a line that is an address is where to look. */
export type Proof = readonly string[]

/** Tells the story as it happens: each step's name, how long it took, what it proved. Plain text in a pipe, colour on a terminal. */
export class Narrator {
  readonly #out: NodeJS.WriteStream

  constructor(out: NodeJS.WriteStream) {
    this.#out = out
  }

  chapter(title: string): void {
    this.#line(`\n${this.#style('bold', title)}`)
  }

  /** Runs one step. What it throws ends the story: the caller prints why, this prints where. */
  async step(title: string, act: () => Promise<Proof>): Promise<void> {
    const started = performance.now()
    if (this.#out.isTTY) this.#out.write(this.#style('dim', `  … ${title}`))
    try {
      const proof = await act()
      const seconds = `${((performance.now() - started) / 1000).toFixed(1)} s`
      this.#clear()
      this.#line(`  ${this.#style('green', '✓')} ${title.padEnd(66)} ${this.#style('dim', seconds.padStart(6))}`)
      for (const line of proof)
        this.#line(`    ${line.startsWith('http') ? this.#style('cyan', line) : this.#style('dim', line)}`)
    } catch (thrown) {
      this.#clear()
      this.#line(`  ${this.#style('red', '✗')} ${title}`)
      throw thrown
    }
  }

  say(text: string): void {
    this.#line(text)
  }

  #clear(): void {
    if (this.#out.isTTY) this.#out.write('\r\u001b[2K')
  }

  #line(text: string): void {
    this.#out.write(`${text}\n`)
  }

  #style(style: 'bold' | 'dim' | 'green' | 'red' | 'cyan', text: string): string {
    return styleText(style, text, { stream: this.#out })
  }
}

/** The conclusions that a proposal may be merged with. */
export const allGreen: Readonly<Record<string, string>> = {
  'apigov / catalog': 'success',
  'apigov / lint': 'success',
  'apigov / compatibility': 'success',
  'apigov / policy': 'success',
  'apigov / gateway': 'success',
}

/** A claim of the story that did not hold. */
export function proved(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new Error(`this did not hold: ${claim}`)
}

/**
 * Asks every 100 ms until the answer is something, and returns it. Throws after `seconds`, with what was waited for and the
 * last error, if asking threw.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  seconds = 30,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  let lastError: unknown
  while (Date.now() < deadline) {
    try {
      const answer = await ask()
      if (answer !== null && answer !== undefined && answer !== false) return answer
    } catch (thrown) {
      lastError = thrown
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`waited ${seconds} s in vain: ${what}`, lastError === undefined ? undefined : { cause: lastError })
}
