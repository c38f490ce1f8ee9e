/**
 * What `apigov validate` finds: what is wrong with a catalog as it stands. A review asks what a proposal does to it; here nothing is
 * proposed, so policy sees a proposal that changes nothing and says what holds regardless: sunsets, exceptions, semvers.
 */
import { type Finding, isFailing, type Severity } from '../base/finding.ts'
import { mapLimited } from '../base/map-limited.ts'
import type { Tree } from '../base/tree.ts'
import type { Api, ApiVersion, Catalog } from '../catalog/catalog.ts'
import { contractSource } from '../catalog/contract-source.ts'
import { catalogRoots, readCatalog } from '../catalog/read.ts'
import type { ContractSource } from '../contract/contract.ts'
import { defaultRuleset, type Ruleset } from '../lint/ruleset.ts'
import { rulesetIn } from '../lint/ruleset-closure.ts'
import type { ContractChange, ProposalView } from '../policy/check.ts'
import { bareCircumstances } from '../policy/circumstances.ts'
import { permit, permitAdopted } from '../policy/exceptions.ts'
import { weigh } from '../policy/policy.ts'
import { unusedExceptions } from '../policy/unused-exceptions.ts'
import { anyAddresses } from '../process/web-addresses.ts'
import { attempt } from '../review/attempt.ts'
import { type ContractLint, lintFindings, notLinted, textsOf } from '../review/contract-lint.ts'
import type { Judge } from '../review/judge.ts'
import { sourceOf } from '../review/side.ts'
import { withoutAdopted } from './adopted-findings.ts'
import { lintOfBase } from './lint-verdict.ts'

export interface Validation {
  readonly findings: readonly Finding[]
  /** True where a finding is at least as bad as what the catalog, or the caller, lets pass. */
  readonly fails: boolean
  /** True where a question could not be asked; a finding says which, and the answer to the whole is not known. */
  readonly unasked: boolean
}

export interface Validating {
  /** ISO 8601 in UTC. */
  readonly now: string
  /** Instead of what the catalog says. */
  readonly failOn?: Severity | undefined
  /** Where the tree stands on disk: the user's own, from where its ruleset may use packages. */
  readonly folder?: string | null
  /** What the base branch has in the place of `tree`; `null`: nothing is known. */
  readonly base: Tree | null
  /** Nothing is permitted. */
  readonly all?: boolean
}

/** Validates the catalog in `root`. What lint finds on the base as well is known. */
export async function validateCatalog(
  tree: Tree,
  root: string,
  judge: Judge,
  { now, failOn, folder = null, base, all: isStrict = false }: Validating,
): Promise<Validation> {
  const { catalog, findings } = await readCatalog(tree, root)
  if (!catalog) return { findings, fails: true, unasked: false }
  const ruleset = (await rulesetIn(tree, root, anyAddresses, folder)) ?? defaultRuleset
  const versions = [...catalog.apis.values()].flatMap((api) =>
    [...api.versions.values()].map((version) => ({ api, version })),
  )
  const side = { tree, catalog, ruleset, judge, base: catalog.settings.review.known === 'baseline' ? base : null }
  const judged = await mapLimited(versions, 8, (version) => judgeContract(side, version))
  const findingExceptions = [...catalog.exceptions.values()].filter((exception) => exception.for === 'finding')
  const permissions = [...findingExceptions, ...catalog.adoptions.values()]
  const isFirst = base !== null && !catalogRoots(base).includes(root)
  const isNew = (file: string) => base !== null && base.entries.get(file)?.blob !== tree.entries.get(file)?.blob
  // As a proposal of nothing but the exceptions that nobody has agreed to yet.
  const unchanged: ProposalView = {
    base: isFirst ? null : catalog,
    head: catalog,
    headCommit: '',
    changedFiles: permissions.map(({ file }) => file).filter(isNew),
    contracts: new Map(judged.map(({ key, change }) => [key, change])),
    circumstances: bareCircumstances(now),
  }
  const marked = lintFindings(judged.map(({ key, change }) => ({ api: key.split('/')[0] ?? '', lint: change.lint })))
  const isUnasked = ({ lint }: Judged['change']) =>
    lint.failure !== null || lint.head?.findings.some(({ rule }) => rule === 'rule-crashed') === true
  const unasked = judged.some(({ change }) => isUnasked(change))
  const permitted = judged.map(({ key }, index) => ({
    contract: key,
    findings: permitAdopted(unchanged, key, marked[index] ?? []).map((finding) => permit(unchanged, finding)),
  }))
  const lint = isStrict ? marked.flat() : permitted.flatMap((version) => version.findings)
  const { findings: weighed } = weigh(unchanged)
  const others = [...weighed, ...unusedExceptions(unchanged, [...lint, ...weighed], !unasked)]
  const told = isStrict ? lint : withoutAdopted(unchanged, permitted)
  const all = [...findings, ...told, ...others]
  const threshold = failOn ?? catalog.settings.review.failOn
  return { findings: all, fails: all.some((finding) => isFailing(finding, threshold)), unasked }
}

interface Judged {
  readonly key: string
  readonly change: ContractChange & { readonly lint: ContractLint }
}

async function judgeContract(
  at: {
    readonly tree: Tree
    readonly catalog: Catalog
    readonly ruleset: Ruleset
    readonly judge: Judge
    readonly base: Tree | null
  },
  { api, version }: { readonly api: Api; readonly version: ApiVersion },
): Promise<Judged> {
  const { tree, catalog, ruleset, judge, base } = at
  const place = { file: version.contract ?? api.file, line: 1, column: 1 }
  const about = { catalog: catalog.settings.catalog, api: api.id, version: version.name, place }
  const { answer, failure } = await attempt(async () => {
    const source = await contractSource(tree, catalog, api, version)
    if (!source) return { summary: null, lint: notLinted }
    const [linted, { summary }] = await Promise.all([judge.lint(source, ruleset), judge.summarise(source)])
    const sourceOfBase = async () => base && sourceIn(base, catalog.root, api.id, version.name)
    const before =
      base && linted.findings.length + linted.ignores.length > 0
        ? await lintOfBase({ source, answer: linted }, base, sourceOfBase, { judge, ruleset })
        : null
    return { summary, lint: { base: before, head: { ...linted, text: textsOf(source) }, failure: null } }
  }, about)
  const summary = answer?.summary ?? null
  const lint = answer?.lint ?? { ...notLinted, failure }
  return { key: `${api.id}/${version.name}`, change: { base: summary, head: summary, diff: null, lint } }
}

/** Most files of the base are those of the folder, which are remembered. */
async function sourceIn(tree: Tree, root: string, api: string, version: string): Promise<ContractSource | null> {
  const { catalog } = await readCatalog(tree, root)
  return catalog && sourceOf({ tree, catalog }, api, version)
}
