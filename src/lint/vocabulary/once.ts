import type { Contract } from '../../contract/contract.ts'
import type { At, Offence, Report } from '../rule.ts'

/** One offence, wherever it is met: a name, say, which is right or wrong for the contract as a whole. */
export interface Met {
  readonly at: At
  /** What is met again and again. */
  readonly subject: string
  readonly message: string
  readonly help: string
}

/** Reports each subject once, where it is met first, and says how often it is met. */
export function reportOnce(report: Report<At>, contract: Contract, met: readonly Met[]): void {
  for (const offence of onceEach(contract, met)) report(offence)
}

/** The offences that `reportOnce` reports. */
export function onceEach(contract: Contract, met: readonly Met[]): readonly Offence<At>[] {
  const about = { file: contract.entry, pointer: '' }
  return [...Map.groupBy(met, ({ subject }) => subject)].flatMap(([subject, all]): Offence<At>[] => {
    const [first, ...others] = all
    if (first === undefined) return []
    const places = `${others.length} other ${others.length === 1 ? 'place' : 'places'}`
    const message = others.length === 0 ? first.message : `${first.message}; so it is in ${places}`
    return [{ ...first, about, subject, message, each: others.length === 0 ? [] : all }]
  })
}
