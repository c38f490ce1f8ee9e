import { compareText } from '../base/finding.ts'
import type { Place, Pointer } from '../base/place.ts'

interface Use {
  readonly file: string
  readonly pointer: Pointer
  readonly place: Place
  /** The reference as it is written. */
  readonly subject: string
}

interface Loss {
  readonly rule: string
  readonly message: string
  readonly help: string
  readonly use: Use
}

/**
 * References that cannot be followed. What they lead to is told once, where it is first referred to, however many do: a file that
 * is missing is one mistake.
 */
export class LostReferences {
  readonly #lost = new Map<string, { first: Loss; uses: number }>()

  /** `target`: equal for what is repaired at once. */
  add(target: string, loss: Loss): void {
    const key = `${loss.rule}\n${target}`
    const known = this.#lost.get(key)
    if (!known) this.#lost.set(key, { first: loss, uses: 1 })
    else {
      known.uses++
      if (isBefore(loss.use.place, known.first.use.place)) known.first = loss
    }
  }

  *[Symbol.iterator](): Generator<Loss> {
    for (const { first, uses } of this.#lost.values())
      yield uses === 1 ? first : { ...first, message: `${first.message} (${uses} references)` }
  }
}

function isBefore(a: Place, b: Place): boolean {
  return (compareText(a.file, b.file) || a.line - b.line || a.column - b.column) < 0
}
