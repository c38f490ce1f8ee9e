import type { At } from '../rule.ts'
import { type Casing, casingOf, recased } from './words.ts'

export interface Named {
  readonly name: string
  readonly at: At
}

interface Odd extends Named {
  readonly casing: Casing
  readonly wanted: { readonly name: string; readonly casing: Casing }
}

/** The names that are not in the casing most of them have, and what they would be in it. Single words in lower case fit any. */
export function outnumbered(names: readonly Named[]): readonly Odd[] {
  const cased = names.flatMap((named) => {
    const casing = casingOf(named.name)
    return casing === null ? [] : [{ ...named, casing }]
  })
  const [most] = [...Map.groupBy(cased, ({ casing }) => casing)].toSorted(([, a], [, b]) => b.length - a.length)
  if (most === undefined) return []
  const [wanted] = most
  return cased
    .filter(({ casing }) => casing !== wanted)
    .map((odd) => ({ ...odd, wanted: { name: recased(odd.name, wanted), casing: wanted } }))
}
