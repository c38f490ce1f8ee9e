import type { Node } from '../node.ts'

/** How the two schemas of a question are read where people and the letter of JSON Schema differ. */
export interface Reading {
  /**
   * `exactly one` is the letter. `one at least` is how many write it: branches that overlap and are told apart by a discriminator, by
   * whoever reads, or not at all.
   */
  readonly oneOf: 'exactly one' | 'one at least'
  /**
   * Whether properties that an object does not name are among its values. The letter says yes unless they are forbidden; who
   * knows the contract sends what it names, and more where it invites more (`isOpen`).
   */
  readonly undeclared: 'may come' | 'stay away'
}

/** Whether a schema lets a value through; `null`: cannot be told. */
export type Truth = boolean | null

/** Steps that may still be taken: schemas come from strangers, and a question must not cost more than its answer is worth. */
export class Budget {
  readonly #shared: Budget | null
  #left: number

  /** `shared`: what all questions together may cost. */
  constructor(steps: number, shared: Budget | null = null) {
    this.#left = steps
    this.#shared = shared
  }

  /** Takes steps; false where not that many are left. */
  spend(steps = 1): boolean {
    this.#left -= steps
    return (this.#shared === null || this.#shared.spend(steps)) && this.#left >= 0
  }

  get isSpent(): boolean {
    return this.#left < 0 || this.#shared?.isSpent === true
  }
}

/** A schema that stands nowhere, made to say something about what stands at `like`. */
export function made(like: Node, name: string, value: Node['value']): Node {
  const { merged: _, ...plain } = like
  return { ...plain, value, inline: true, identity: `${like.file}#${like.pointer} ${name}` }
}
