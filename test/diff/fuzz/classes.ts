/**
 * Where oasdiff 1.15 and we differ for a known reason. Each class says which differences it accounts for, as narrowly as it can, and
 * why ours stands, and shows the smallest pair on which the two disagree: `fuzz.test.ts` asks both about every example, so that a
 * class that has nothing left to account for fails.
 */
import { compositionClasses } from './composition-classes.ts'
import type { Context, DisagreementClass } from './disagreement-class.ts'
import { differences, type Judged } from './judge.ts'
import { messageClasses } from './message-classes.ts'
import { schemaClasses } from './schema-classes.ts'

/** In the order in which they are asked. */
export const classes: readonly DisagreementClass[] = [...messageClasses, ...schemaClasses, ...compositionClasses]

/** Which classes account for what the two say differently of a pair, and which differences none does. */
export function explained(judged: Judged, knownIds: ReadonlySet<string>) {
  const all = differences(judged)
  const context: Context = { ...judged, all, knownIds }
  const found = new Set<DisagreementClass>()
  const left = all.filter((difference) => {
    const reason = classes.find((one) => one.accountsFor(difference, context))
    if (reason !== undefined) found.add(reason)
    return reason === undefined
  })
  return { classes: [...found], left }
}
