import { didYouMean } from '../../base/did-you-mean.ts'
import type { Pointer } from '../../base/place.ts'
import type { Catalog } from '../catalog.ts'
import type { Kind } from '../kinds/kind.ts'

/** Checks what one file of a catalog says about another. */
export interface ReferenceRule {
  readonly id: string
  /** One sentence with a full stop. */
  readonly summary: string
  check(known: Known, report: (fault: ReferenceFault) => void): void
}

interface Known {
  readonly catalog: Catalog
  /** True where the file exists, although something may be wrong with it: its own findings say what, and nobody else's have to. */
  has(kind: Kind, names: Readonly<Record<string, string>>): boolean
}

interface ReferenceFault {
  readonly file: string
  readonly pointer: Pointer
  readonly message: string
  readonly help?: string
}

export function defineReferenceRule(rule: ReferenceRule): ReferenceRule {
  return rule
}

/** "Team `paymets` does not exist: did you mean `payments`?", and the file that would make it exist. */
export function missing(
  noun: string,
  id: string,
  known: Iterable<string>,
  file: string,
): { message: string; help: string } {
  const near = didYouMean(id, known)
  return {
    message: `${noun} \`${id}\` does not exist${near ? `: did you mean \`${near}\`?` : ''}`,
    help: near ? `Write \`${near}\`, or add \`${file}\`.` : `Add \`${file}\`, or correct the name.`,
  }
}
