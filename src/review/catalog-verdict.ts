import type { Finding } from '../base/finding.ts'
import type { Tree } from '../base/tree.ts'
import type { CatalogReading } from '../catalog/catalog.ts'
import { catalogRoots, readCatalog } from '../catalog/read.ts'
import type { Addresses } from '../lint/addresses.ts'
import { defaultRuleset, type Ruleset } from '../lint/ruleset.ts'
import { rulesetIn, rulesetPathIn } from '../lint/ruleset-closure.ts'
import { isCode } from '../lint/ruleset-file.ts'
import type { ProposalView } from '../policy/check.ts'
import { isExcepted, permit, permitAdopted } from '../policy/exceptions.ts'
import { weigh } from '../policy/policy.ts'
import { unusedExceptions } from '../policy/unused-exceptions.ts'
import { recordedAddresses } from './addressed-rulesets.ts'
import { type AttemptSubject, attempt, unanswered } from './attempt.ts'
import { changedFiles } from './changed-files.ts'
import { compatibilityFindings, contractReview, type JudgedContract, judgeContracts, touchedApis } from './contracts.ts'
import { settingsNotes } from './diff-options.ts'
import { planGateways } from './gateway.ts'
import type { Judge } from './judge.ts'
import type { CheckName, Review } from './review.ts'
import type { Side } from './side.ts'
import { templateOf } from './template.ts'
import type { ReviewInput } from './verdict.ts'

/** What a review found in one catalog. */
export type CatalogVerdict = Pick<Review, 'contracts' | 'approvals' | 'gateway'> & {
  /** From here on a severity fails. */
  readonly failOn: Finding['severity']
  readonly findings: Readonly<Record<CheckName, readonly Finding[]>>
}

/** Judges the catalog that stands in `root` of the head, the base or both. */
export async function reviewCatalog(input: ReviewInput, root: string, judge: Judge): Promise<CatalogVerdict> {
  const readings = await attempt(
    async () => ({ base: await read(input.base, root), head: await readCatalog(input.head, root) }),
    { catalog: root, place: null },
  )
  if (readings.failure) return unreadable([readings.failure])
  const { base, head } = readings.answer
  if (!head.catalog) return unreadable(head.findings)
  const sides = {
    base: input.base && base?.catalog ? { tree: input.base, catalog: base.catalog } : null,
    head: { tree: input.head, catalog: head.catalog },
  }
  return judgeCatalog(input, sides, { base: base?.findings ?? [], head: head.findings }, judge)
}

async function read(tree: Tree | null, root: string): Promise<CatalogReading | null> {
  return tree && catalogRoots(tree).includes(root) ? readCatalog(tree, root) : null
}

/** Both sides as far as they could be read. */
interface Sides {
  readonly base: Side | null
  readonly head: Side
}

async function judgeCatalog(
  input: ReviewInput,
  sides: Sides,
  trouble: { readonly base: readonly Finding[]; readonly head: readonly Finding[] },
  judge: Judge,
): Promise<CatalogVerdict> {
  const { base, head } = sides
  const failOn = (base ?? head).catalog.settings.review.failOn
  const { proposal, contracts, lint, compatibility, unweighed } = await judgeByContract(input, sides, judge)
  if (trouble.head.some(({ severity }) => severity === 'error')) {
    const { findings } = unreadable(trouble.head)
    const seen = { lint: [...findings.lint, ...lint], compatibility: [...findings.compatibility, ...compatibility] }
    return { failOn, findings: { ...findings, ...seen }, contracts, approvals: [], gateway: [] }
  }
  const { changedFiles } = proposal
  const policy = weigh(proposal)
  const touched = touchedApis({ ...sides, changedFiles })
  const gateways = await planGateways({ ...sides, changedFiles, touched, released: input.released }, judge)
  const gateway = gateways.findings.map((finding) => permit(proposal, finding))
  const found = [...lint, ...compatibility, ...policy.findings, ...unweighed, ...gateway]
  return {
    failOn,
    findings: {
      catalog: [...trouble.head, ...(await templateTrouble(head))],
      lint,
      compatibility,
      policy: [
        ...policy.findings,
        ...unweighed,
        ...unusedExceptions(proposal, found),
        ...baseTrouble(sides, trouble.base),
      ],
      gateway,
    },
    contracts,
    approvals: policy.approvals,
    gateway: gateways.plans,
  }
}

/** What is judged contract by contract, and the proposal as policy then sees it. */
async function judgeByContract(input: ReviewInput, sides: Sides, judge: Judge) {
  const { circumstances, headCommit } = input
  const files = changedFiles(input.base, input.head)
  const rules = await rulesetFor(sides, files, recordedAddresses(circumstances))
  const today = circumstances.now.slice(0, 10)
  const judged = await judgeContracts({ ...sides, changedFiles: files, ruleset: rules.ruleset, today }, judge)
  const proposal: ProposalView = {
    base: sides.base?.catalog ?? null,
    head: sides.head.catalog,
    headCommit,
    changedFiles: files,
    contracts: new Map(judged.map(({ api, version, change }) => [`${api}/${version}`, change])),
    circumstances,
  }
  const contracts = judged.map((contract) => contractReview(contract, proposal))
  const permitted = (finding: Finding) => permit(proposal, finding)
  return {
    proposal,
    contracts,
    lint: [
      ...judged.flatMap(({ api, version, lint }) => permitAdopted(proposal, `${api}/${version}`, lint)).map(permitted),
      ...rules.findings,
    ],
    compatibility: [
      ...judged.flatMap(({ compatibility }) => compatibility).map(permitted),
      ...contracts.flatMap((contract) => compatibilityFindings(contract, proposal)),
      ...settingsNotes(proposal.base, proposal.head),
    ],
    unweighed: judged.flatMap((contract) => unweighed(contract, proposal)),
  }
}

/** Policy asks about changes: where they could not be known, it was not asked, unless an exception takes that upon itself. */
function unweighed(
  { api, version, change, compatibility }: JudgedContract,
  proposal: ProposalView,
): readonly Finding[] {
  const open = compatibility.find(
    ({ fingerprint, severity }) => severity === 'error' && !isExcepted(proposal, fingerprint),
  )
  if (change.diff !== null || !open) return []
  const message = `Whether \`${api}/${version}\` keeps to policy cannot be known, because its changes cannot`
  const about = { catalog: proposal.head.settings.catalog, api, version, place: open.place }
  return [unanswered('changes-unknown', message, 'Repair what the check `compatibility` reports.', about)]
}

async function templateTrouble(head: Side): Promise<readonly Finding[]> {
  const about = { catalog: head.catalog.settings.catalog, place: null }
  const { answer, failure } = await attempt(() => templateOf(head.tree, head.catalog.root), about)
  return failure ? [failure] : answer.findings
}

/** Every check fails: `catalog` with what is wrong, the others because they could not look at all of it. */
function unreadable(findings: readonly Finding[]): CatalogVerdict {
  const sentence = unanswered(
    'catalog-unreadable',
    'This could not be judged, because the catalog has errors',
    'Repair what the check `catalog` reports.',
    { catalog: '', place: null },
  )
  return {
    failOn: 'error',
    findings: {
      catalog: findings,
      lint: [sentence],
      compatibility: [sentence],
      policy: [sentence],
      gateway: [sentence],
    },
    contracts: [],
    approvals: [],
    gateway: [],
  }
}

/** The base's ruleset: a proposal cannot choose what it is held to. Where it changes the file, a note says from when that counts. */
async function rulesetFor(
  { base, head }: Sides,
  changedFiles: readonly string[],
  addresses: Addresses,
): Promise<{ readonly ruleset: Ruleset; readonly findings: readonly Finding[] }> {
  const { root, settings } = head.catalog
  const path = (base && rulesetPathIn(base.tree, root)) ?? rulesetPathIn(head.tree, root)
  const place = path === null ? null : { file: path, line: 1, column: 1 }
  const about = { catalog: settings.catalog, place }
  const { answer, failure } = await attempt(async () => base && rulesetIn(base.tree, root, addresses), about)
  const ruleset = answer ?? defaultRuleset
  const own = new Set([path, rulesetPathIn(head.tree, root), ...(answer?.files?.keys() ?? [])])
  const changed = changedFiles.find((file) => own.has(file))
  const findings = changed === undefined ? [] : [rulesetChanged(changed, about)]
  return { ruleset, findings: failure ? [...findings, failure] : findings }
}

function rulesetChanged(path: string, about: AttemptSubject): Finding {
  const isRun = isCode(path)
  const note = unanswered(
    'ruleset-changed',
    `This proposal is held to the ruleset of its base; \`${path}\` ${isRun ? 'is code, which is not run before it is merged' : 'counts once it is merged'}`,
    'Run `apigov lint --ruleset` to see what it will say.',
    { ...about, place: { file: path, line: 1, column: 1 } },
  )
  return { ...note, severity: 'info' }
}

/** Policy asks the base who decides and what was promised. Where the base has errors itself, the answer is less than it should be. */
function baseTrouble(sides: Sides, findings: readonly Finding[]): readonly Finding[] {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const [first] = errors
  if (!first) return []
  const { file } = first.place ?? { file: 'apigov.yaml' }
  const finding = unanswered(
    'base-unreadable',
    `The base has errors of its own, the first of them in \`${file}\`: what it promised, and who decides, is not fully known`,
    'Repair it on the base branch; until then the board answers for what cannot be read.',
    { catalog: sides.head.catalog.settings.catalog, place: null },
  )
  return [sides.base ? { ...finding, severity: 'warning' } : finding]
}
