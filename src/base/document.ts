import type { Place, Pointer } from './place.ts'

/** A YAML or JSON file as a plain value that knows where it stands. */
export interface ParsedDocument {
  readonly path: string
  /** `undefined` where the text could not be parsed; `problems` says why. */
  readonly value: unknown
  /** Where the key at the end of a pointer stands (for a list item or the root: its value). Of a pointer that leads nowhere: the nearest ancestor. Found late, on the first call. */
  place(pointer: Pointer): Place
  readonly problems: readonly DocumentProblem[]
}

export interface DocumentProblem {
  readonly message: string
  readonly help: string
  readonly place: Place
}

export interface DocumentLimits {
  /** Bytes of the file. */
  readonly maxBytes: number
  /** YAML aliases: a handful of them can stand for gigabytes. */
  readonly maxAliases: number
  /** Nesting. */
  readonly maxDepth: number
}

export const defaultLimits: DocumentLimits = { maxBytes: 20 * 1024 * 1024, maxAliases: 1000, maxDepth: 500 }
