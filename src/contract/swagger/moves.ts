import { type Pointer, pointerTo } from '../../base/place.ts'

/** Where a part stands: in the files as written, or in them as lifted. */
export interface Spot {
  readonly file: string
  readonly pointer: Pointer
}

/**
 * What of a lifted contract came from where. Only what moved is noted: below it everything stands as it stood, and the nearest
 * part above that is known speaks for it. What never moved stands where it was written.
 */
export class Moves {
  /** By `file#pointer` as lifted. */
  readonly #origins = new Map<string, Spot>()
  /** By `file#pointer` as written. */
  readonly #homes = new Map<string, Spot>()

  /** The lifted part is what was written there, and references to the one lead to the other. */
  moved(written: Spot, lifted: Spot): void {
    this.madeFrom(written, lifted)
    // The same schema may stand under several media types: the first speaks for all.
    const key = keyOf(written)
    if (!this.#homes.has(key)) this.#homes.set(key, lifted)
  }

  /** The lifted part says in its own form what was written there. */
  madeFrom(written: Spot, lifted: Spot): void {
    this.#origins.set(keyOf(lifted), written)
  }

  originOf(lifted: Spot): Spot {
    return nearest(this.#origins, lifted)
  }

  homeOf(written: Spot): Spot {
    return nearest(this.#homes, written)
  }
}

const keyOf = ({ file, pointer }: Spot) => `${file}#${pointer}`

function nearest(known: ReadonlyMap<string, Spot>, { file, pointer }: Spot): Spot {
  for (let at = pointer; at !== ''; at = at.slice(0, at.lastIndexOf('/'))) {
    const found = known.get(`${file}#${at}`)
    if (found !== undefined) return { file: found.file, pointer: found.pointer + pointer.slice(at.length) }
  }
  return { file, pointer }
}

export function below({ file, pointer }: Spot, ...segments: readonly (string | number)[]): Spot {
  return { file, pointer: pointerTo(pointer, ...segments) }
}
