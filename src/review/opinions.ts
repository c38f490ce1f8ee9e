/**
 * What another tool says of the contracts of a proposal. It is no part of the verdict, which it does not decide, and whose bytes it
 * would change from one machine to the next: it is told beside it, where it says otherwise or says nothing.
 */
import { markdownCode, markdownMessage, markdownText } from '../base/escaping.ts'
import type { SecondOpinion } from '../diff/second-opinion.ts'
import { opinionText } from '../report/phrases.ts'

/** Two self-contained contracts as JSON text, and what we say of them. */
export interface OpinionQuestion {
  readonly base: string
  readonly revision: string
  readonly breaking: boolean
}

/** Answers each question, none of them with an error, all within a few seconds. `process/` implements it. */
export type AskOpinions = (questions: readonly OpinionQuestion[]) => Promise<readonly SecondOpinion[]>

export interface ContractOpinion {
  /** `payments/v2` */
  readonly contract: string
  readonly opinion: SecondOpinion
}

const most = 50
const longest = 300

/** Markdown; `null` where nobody says otherwise. */
export function opinionsText(opinions: readonly ContractOpinion[]): string | null {
  const items = opinions.flatMap(({ contract, opinion }) => {
    const said = opinionText(opinion)
    if (said === null) return []
    const differences = said.differences.map((one) => `  - ${markdownCode(one.slice(0, longest))}`)
    return [
      [`- ${markdownCode(contract)}: ${markdownMessage(said.sentence.slice(0, longest))}`, ...differences].join('\n'),
    ]
  })
  if (items.length === 0) return null
  const left = items.length > most ? [`- and ${items.length - most} more contracts`] : []
  return [
    '### Second opinion',
    markdownText('It decides nothing: look where it says otherwise.'),
    [...items.slice(0, most), ...left].join('\n'),
  ].join('\n\n')
}
