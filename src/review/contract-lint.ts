/** What lint says of the contracts of a proposal: of either side, so that what the base has already is told apart. */
import type { Finding } from '../base/finding.ts'
import type { ContractSource } from '../contract/contract.ts'
import type { LintAnswer } from '../lint/ignores.ts'
import type { Ruleset } from '../lint/ruleset.ts'
import { type Linted, markKnown } from '../policy/known.ts'
import { type AttemptSubject, attempt } from './attempt.ts'
import type { Judge } from './judge.ts'

/** What lint says of one version, on either side. */
export interface ContractLint {
  readonly base: (LintAnswer & Linted) | null
  readonly head: (LintAnswer & Linted) | null
  /** Why the head has no answer although it has a contract. */
  readonly failure: Finding | null
}

export const notLinted: ContractLint = { base: null, head: null, failure: null }

/** Lints both by one ruleset. Where the base has no answer, nothing of the head is known. */
export async function lintSides(
  base: ContractSource | null,
  head: ContractSource | null,
  ruleset: Ruleset,
  about: AttemptSubject,
  judge: Judge,
): Promise<ContractLint> {
  const ask = async (source: ContractSource) => ({ ...(await judge.lint(source, ruleset)), text: textsOf(source) })
  const after = head && (await attempt(() => ask(head), about))
  const before = base && (await attempt(() => ask(base), about))
  return { base: before?.answer ?? null, head: after?.answer ?? null, failure: after?.failure ?? null }
}

/** The findings of each version's head, those that its base has marked as known. */
export function lintFindings(
  versions: readonly { readonly api: string; readonly lint: ContractLint }[],
): readonly (readonly Finding[])[] {
  return markKnown(versions.map(({ api, lint: { base, head } }) => ({ api, base, head }))).map((findings, index) => {
    const failure = versions[index]?.lint.failure
    return failure ? [...findings, failure] : findings
  })
}

/** Of the files a contract is read from. */
export function textsOf({ files }: ContractSource): Linted['text'] {
  return (file) => {
    const bytes = files.get(file)?.bytes
    return bytes && new TextDecoder().decode(bytes)
  }
}
