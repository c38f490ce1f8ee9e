/** What becomes of the findings of contracts on the command line: known from the base branch, permitted, or new. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '../base/finding.ts'
import type { Tree } from '../base/tree.ts'
import type { ContractSource } from '../contract/contract.ts'
import type { LintAnswer } from '../lint/ignores.ts'
import type { Ruleset } from '../lint/ruleset.ts'
import { ignoreValid } from '../policy/checks/ignore-valid.ts'
import { permit, permitAdopted } from '../policy/exceptions.ts'
import { type ContractLint, lintFindings, textsOf } from '../review/contract-lint.ts'
import type { Answer, Judge } from '../review/judge.ts'
import { sourceOf } from './contract-files.ts'
import { membershipOf } from './contract-identity.ts'
import { proposalsIn } from './lint-authority.ts'

/** A contract of the command line and what lint says of it. */
export interface LintedFile {
  readonly source: ContractSource
  readonly answer: Answer<LintAnswer>
}

export interface Against {
  /** Where the paths of contracts, and those of the base, begin. */
  readonly folder: string
  /** `null`: there is no base, and nothing is known. */
  readonly base: Tree | null
  readonly ruleset: Ruleset
  readonly judge: Judge
  /** ISO 8601 in UTC. */
  readonly now: string
}

/** The findings of each file, in their order, each as it counts. Throws an `ApigovError` where the base cannot be asked. */
export async function weighLint(
  files: readonly LintedFile[],
  against: Against,
): Promise<readonly (readonly Finding[])[]> {
  const proposalOf = proposalsIn(against.folder, against.base, against.now)
  const versions = await Promise.all(
    files.map(async (file) => {
      const lint = await lintOfBoth(file, against)
      const proposal = await proposalOf(file.source.entry, lint)
      const doesKnownCount = (proposal.base ?? proposal.head).settings.review.known === 'baseline'
      return { api: file.source.entry, lint, counted: doesKnownCount ? lint : { ...lint, base: null }, proposal }
    }),
  )
  const findings = lintFindings(versions.map(({ api, counted }) => ({ api, lint: counted })))
  return versions.map(({ proposal }, index) => [
    ...[...proposal.contracts.keys()]
      .flatMap((contract) => permitAdopted(proposal, contract, findings[index] ?? []))
      .map((finding) => permit(proposal, finding)),
    ...ignoreValid.evaluate(proposal).findings,
  ])
}

async function lintOfBoth({ source, answer }: LintedFile, against: Against): Promise<ContractLint> {
  const { base, judge, ruleset, folder } = against
  const head = { ...answer, text: textsOf(source) }
  const open = async (file: string) => {
    const kind = base?.entries.get(file)?.kind
    return kind === undefined ? null : kind === 'file' ? ((await base?.read(file)) ?? null) : kind
  }
  const { identity, setting, mayRepeatKeys } = source
  const about = { identity, setting, mayRepeatKeys }
  const before = () => sourceOf(base ? nameOnBase(source, base, folder) : source.entry, about, judge, open)
  return { base: base && (await lintOfBase({ source, answer }, base, before, { judge, ruleset })), head, failure: null }
}

/** A contract of no catalog that was renamed as it is, is known by its content; in a catalog what is gone with an API is known anyway. */
function nameOnBase({ entry, files }: ContractSource, base: Tree, folder: string): string {
  if (base.entries.has(entry) || membershipOf(entry) !== null) return entry
  const blob = files.get(entry)?.blob
  const isGone = (path: string) => !existsSync(join(folder, path))
  return [...base.entries].find(([path, there]) => there.blob === blob && isGone(path))?.[0] ?? entry
}

/**
 * What lint says of a contract on the base. Where nothing that it reaches has changed that is what it says now, and `sourceOfBase` is not
 * asked.
 */
export async function lintOfBase(
  { source, answer }: LintedFile,
  base: Tree,
  sourceOfBase: () => Promise<ContractSource | null>,
  { judge, ruleset }: Pick<Against, 'judge' | 'ruleset'>,
): Promise<ContractLint['base']> {
  const isSame = (path: string) => base.entries.get(path)?.blob === source.files.get(path)?.blob
  if (answer.read.every(isSame)) return { ...answer, text: textsOf(source) }
  const before = await sourceOfBase()
  return before && { ...(await judge.lint(before, ruleset)), text: textsOf(before) }
}
