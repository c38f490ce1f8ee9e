/** Something that several tables have one after the other: it is let go of by the last of them. */
export class Held<T> {
  readonly value: T
  readonly #letGo: () => void
  #holders = 1

  constructor(value: T, letGo: () => void) {
    this.value = value
    this.#letGo = letGo
  }

  /** For another table. */
  hold(): this {
    this.#holders += 1
    return this
  }

  /** A table is done with it. Once for each. */
  release(): void {
    this.#holders -= 1
    if (this.#holders === 0) this.#letGo()
  }
}
