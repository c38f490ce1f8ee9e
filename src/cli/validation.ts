/**
 * What `apigov validate` finds: what is wrong with a catalog as it stands. A review asks what a proposal does to it; here nothing is
 * proposed, so policy sees a proposal that changes nothing and says what holds regardless: sunsets, exceptions, semvers.
 */
import { type Finding, isFailing, type Severity } from '../base/finding.ts'
import { mapLimited } from '../base/map-limited.ts'
import type { Tree } from '../base/tree.ts'
import type { Api, ApiVersion, Catalog } from '../catalog/catalog.ts'
import { contractSource } from '../catalog/contract-source.ts'
import { readCatalog } from '../catalog/read.ts'
import { defaultRuleset, type Ruleset } from '../lint/ruleset.ts'
import { rulesetIn } from '../lint/ruleset-closure.ts'
import type { ContractChange, ProposalView } from '../policy/check.ts'
import { bareCircumstances } from '../policy/circumstances.ts'
import { permit } from '../policy/exceptions.ts'
import { weigh } from '../policy/policy.ts'
import { attempt } from '../review/attempt.ts'
import type { Judge } from '../review/judge.ts'

export interface Validation {
  readonly findings: readonly Finding[]
  /** True where a finding is at least as bad as what the catalog, or the caller, lets pass. */
  readonly fails: boolean
  /** True where a question could not be asked; a finding says which, and the answer to the whole is not known. */
  readonly unasked: boolean
}

interface ValidationOptions {
  /** ISO 8601 in UTC. */
  readonly now: string
  /** Overrides what the catalog says. */
  readonly failOn?: Severity | undefined
  /** Where the tree stands on disk: the user's own, from where its ruleset may use packages. */
  readonly folder?: string | null
}

/** Validates the catalog in `root`. */
export async function validateCatalog(
  tree: Tree,
  root: string,
  judge: Judge,
  { now, failOn, folder = null }: ValidationOptions,
): Promise<Validation> {
  const { catalog, findings } = await readCatalog(tree, root)
  if (!catalog) return { findings, fails: true, unasked: false }
  const ruleset = (await rulesetIn(tree, root, folder)) ?? defaultRuleset
  const versions = [...catalog.apis.values()].flatMap((api) =>
    [...api.versions.values()].map((version) => ({ api, version })),
  )
  const judged = await mapLimited(versions, 8, (version) => judgeContract({ tree, catalog, ruleset, judge }, version))
  const unchanged: ProposalView = {
    base: catalog,
    head: catalog,
    headCommit: '',
    changedFiles: [],
    contracts: new Map(judged.map(({ key, change }) => [key, change])),
    circumstances: bareCircumstances(now),
  }
  const all = [
    ...findings,
    ...judged.flatMap((contract) => contract.findings).map((finding) => permit(unchanged, finding)),
    ...weigh(unchanged).findings,
  ]
  const threshold = failOn ?? catalog.settings.review.failOn
  return {
    findings: all,
    fails: all.some((finding) => isFailing(finding, threshold)),
    unasked: judged.some(({ unasked }) => unasked),
  }
}

interface Judged {
  readonly key: string
  readonly change: ContractChange
  readonly findings: readonly Finding[]
  readonly unasked: boolean
}

async function judgeContract(
  at: { readonly tree: Tree; readonly catalog: Catalog; readonly ruleset: Ruleset; readonly judge: Judge },
  { api, version }: { readonly api: Api; readonly version: ApiVersion },
): Promise<Judged> {
  const place = { file: version.contract ?? api.file, line: 1, column: 1 }
  const about = { catalog: at.catalog.settings.catalog, api: api.id, version: version.name, place }
  const { answer, failure } = await attempt(async () => {
    const source = await contractSource(at.tree, at.catalog, api, version)
    if (!source) return { summary: null, findings: [] }
    const [{ findings }, { summary }] = await Promise.all([
      at.judge.lint(source, at.ruleset),
      at.judge.summarise(source),
    ])
    return { summary, findings }
  }, about)
  const summary = answer?.summary ?? null
  return {
    key: `${api.id}/${version.name}`,
    change: { base: summary, head: summary, diff: null },
    findings: failure ? [failure] : answer.findings,
    unasked: failure !== null || answer.findings.some(({ rule }) => rule === 'rule-crashed'),
  }
}
