/**
 * What a review needs done that is heavy: reading contracts, lint, diff. It runs in worker threads, so that the main thread can
 * answer webhooks meanwhile, and its answers are kept by content. `process/` implements it; every input and answer is a plain
 * value that crosses threads.
 */
import type { Finding } from '../base/finding.ts'
import type { Fix } from '../base/fix.ts'
import type { LineEdit } from '../base/line-edits.ts'
import type { OutputFile } from '../base/tree.ts'
import type { ContractSource } from '../contract/contract.ts'
import type { ContractRequests } from '../contract/requests.ts'
import type { ContractSummary } from '../contract/summary.ts'
import type { Diff, DiffOptions } from '../diff/change.ts'
import type { LintAnswer } from '../lint/ignores.ts'
import type { Ruleset } from '../lint/ruleset.ts'

export interface Judge {
  /** Which paths reading the contract looks at: what it reaches, and what it looks for in vain. */
  reach(source: ContractSource): Promise<Answer<object>>
  /** Reads the contract. `summary` is `null` where it cannot be read; the findings say why. */
  summarise(
    source: ContractSource,
  ): Promise<Answer<{ readonly summary: ContractSummary | null; readonly findings: readonly Finding[] }>>
  /** Every finding of the ruleset, those of reading among them, and the exceptions that the contract itself asks for. */
  lint(source: ContractSource, ruleset: Ruleset): Promise<Answer<LintAnswer>>
  /** `null` where either side cannot be read: `summarise` says why. */
  diff(
    base: ContractSource,
    revision: ContractSource,
    options: DiffOptions,
  ): Promise<Answer<{ readonly diff: Diff | null }>>
  /** What a gateway needs to judge requests by the contract; `null` where it cannot be read, or says nothing of HTTP requests. */
  requests(source: ContractSource): Promise<Answer<{ readonly requests: ContractRequests | null }>>
  /** The contract as one self-contained JSON file, for SDKs and release assets; `null` where it cannot be read. */
  bundle(source: ContractSource): Promise<Answer<{ readonly file: OutputFile | null }>>
  /** What each fix does to the lines of the source's entry, as `lineEdits` tells. */
  rewrite(
    source: ContractSource,
    fixes: readonly Fix[],
  ): Promise<Answer<{ readonly edits: readonly (LineEdit | null)[] }>>
}

/** `read`: every path the answer depends on, in either tree. */
export type Answer<T> = T & { readonly read: readonly string[] }
