/**
 * The contracts of a proposal: which of them changed, what lint says of each, and how it differs from the base's. A contract none
 * of whose files changed is neither read nor judged, so a proposal costs what it touches.
 */
import picomatch from 'picomatch'
import { compareText, type Finding } from '../base/finding.ts'
import type { Api, Catalog } from '../catalog/catalog.ts'
import type { ContractSource } from '../contract/contract.ts'
import type { ContractSummary } from '../contract/summary.ts'
import { findingOf } from '../diff/change.ts'
import type { Ruleset } from '../lint/ruleset.ts'
import type { ContractChange, ProposalView } from '../policy/check.ts'
import { isExcepted, isPermitted, permit } from '../policy/exceptions.ts'
import { countOf } from '../policy/known.ts'
import { isPromised, versionOf } from '../policy/promise.ts'
import { nextSemver, wantedBump } from '../policy/semver.ts'
import { type AttemptSubject, attempt, unanswered } from './attempt.ts'
import { type ContractLint, lintFindings, lintSides, notLinted } from './contract-lint.ts'
import { diffOptionsOf } from './diff-options.ts'
import type { Judge } from './judge.ts'
import type { ContractReview } from './review.ts'
import { type Side, sourceOf } from './side.ts'

export interface JudgedContract {
  readonly api: string
  readonly version: string
  readonly change: ContractChange
  /** Reading and comparing: unreadable contracts, questions without an answer. */
  readonly compatibility: readonly Finding[]
  readonly lint: readonly Finding[]
}

interface Version {
  readonly api: string
  readonly version: string
}

/** What a review needs to know to judge contracts. */
export interface ContractsInput {
  readonly base: Side | null
  readonly head: Side
  readonly changedFiles: readonly string[]
  readonly ruleset: Ruleset
  /** `YYYY-MM-DD` */
  readonly today: string
}

/** Every contract whose files changed, judged, in the order of the catalog. */
export async function judgeContracts(input: ContractsInput, judge: Judge): Promise<readonly JudgedContract[]> {
  const all = await Promise.all(candidates(input).map((version) => judgeContract(input, version, judge)))
  const judged = all.filter((contract) => contract !== null)
  const knownCounts = (input.base ?? input.head).catalog.settings.review.known === 'baseline'
  const lint = lintFindings(
    judged.map(({ api, change }) => ({ api, lint: knownCounts ? change.lint : { ...change.lint, base: null } })),
  )
  return judged.map((contract, index) => ({ ...contract, lint: lint[index] ?? [] }))
}

/** The APIs with a changed file that a contract of theirs may reach. */
export function touchedApis({ base, head, changedFiles }: Omit<ContractsInput, 'ruleset' | 'today'>): readonly Api[] {
  const catalogs = [head.catalog, ...(base ? [base.catalog] : [])]
  const isShared = catalogs.map(sharedFiles)
  const all = changedFiles.some((file) => isShared.some((matches) => matches(file)))
  const folders = new Set(changedFiles.map((file) => file.split('/')).flatMap(ancestors))
  const apis = new Map([...(base?.catalog.apis ?? []), ...head.catalog.apis])
  return [...apis.values()].filter(({ folder }) => all || folders.has(folder)).sort((a, b) => compareText(a.id, b.id))
}

function candidates(input: ContractsInput): readonly Version[] {
  return touchedApis(input).flatMap(({ id }) => {
    const names = new Set([
      ...(input.head.catalog.apis.get(id)?.versions.keys() ?? []),
      ...(input.base?.catalog.apis.get(id)?.versions.keys() ?? []),
    ])
    return [...names].map((version) => ({ api: id, version }))
  })
}

function ancestors(segments: readonly string[]): readonly string[] {
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('/'))
}

function sharedFiles({ root, settings }: Catalog): (file: string) => boolean {
  if (settings.shared === null) return () => false
  const matches = picomatch(settings.shared, { dot: true })
  const prefix = root === '' ? '' : `${root}/`
  return (file) => file.startsWith(prefix) && matches(file.slice(prefix.length))
}

/** One contract, what lint says of it still to be told. */
interface Judging extends Omit<JudgedContract, 'lint'> {
  readonly change: ContractChange & { readonly lint: ContractLint }
}

/** `null` where there is no contract on either side. */
async function judgeContract(input: ContractsInput, version: Version, judge: Judge): Promise<Judging | null> {
  const about = subjectOf(input, version)
  const base = await readSide(input.base, version, about, judge)
  const head = await readSide(input.head, version, about, judge)
  if (!base.source && !head.source && !base.failure && !head.failure) return null
  const change = { base: base.summary, head: head.summary, diff: null, lint: notLinted }
  const contract = { ...version, change, compatibility: [] }
  if (head.failure)
    return {
      ...contract,
      change: { ...change, lint: { ...notLinted, failure: head.failure } },
      compatibility: [head.failure],
    }
  if (base.summary && head.summary?.digest === base.summary.digest)
    return { ...contract, change: { ...change, diff: { changes: [], breaking: false, bump: 'none' } } }

  const linted = { ...change, lint: await lintSides(base.source, head.source, input.ruleset, about, judge) }
  if (base.failure) return { ...contract, change: linted, compatibility: [base.failure] }
  if (!base.source || !head.source) return { ...contract, change: linted }
  const promised = isPromised(versionOf(input.base?.catalog ?? null, version.api, version.version)?.state)
  const unknown = { ...contract, change: linted, compatibility: [incomparable(version, head.summary, promised, about)] }
  if (!head.summary || !base.summary) return unknown
  const sources = { base: base.source, head: head.source }
  const { answer, failure } = await attempt(
    () =>
      judge.diff(
        sources.base,
        sources.head,
        diffOptionsOf((input.base ?? input.head).catalog, version.api, input.today),
      ),
    about,
  )
  if (failure) return { ...contract, change: linted, compatibility: [failure] }
  return answer.diff ? { ...contract, change: { ...linted, diff: answer.diff } } : unknown
}

interface ReadSide {
  readonly source: ContractSource | null
  readonly summary: ContractSummary | null
  readonly failure: Finding | null
}

async function readSide(side: Side | null, version: Version, about: AttemptSubject, judge: Judge): Promise<ReadSide> {
  const { answer, failure } = await attempt(async () => {
    const source = side && (await sourceOf(side, version.api, version.version))
    return { source, summary: source && (await judge.summarise(source)).summary }
  }, about)
  return { ...(answer ?? { source: null, summary: null }), failure }
}

function incomparable(
  { api, version }: Version,
  head: ContractSummary | null,
  promised: boolean,
  about: AttemptSubject,
): Finding {
  const side = head ? 'the base’s contract' : 'its contract'
  const message = `What changes for callers of \`${api}/${version}\` cannot be known, because ${side} cannot be read`
  const help = head
    ? 'Compare by hand, then record an exception for this fingerprint in `exceptions/`.'
    : 'Repair the contract; the check `lint` says what is wrong.'
  const finding = unanswered('contract-incomparable', message, help, about)
  return promised || !head ? finding : { ...finding, severity: 'warning' }
}

function subjectOf({ base, head }: ContractsInput, { api, version }: Version): AttemptSubject {
  const path =
    versionOf(head.catalog, api, version)?.contract ?? versionOf(base?.catalog ?? null, api, version)?.contract
  const place = path ? { file: path, line: 1, column: 1 } : null
  return { catalog: head.catalog.settings.catalog, api, version, place }
}

/** A judged contract as the verdict shows it. */
export function contractReview({ api, version, change, lint }: JudgedContract, proposal: ProposalView): ContractReview {
  const bump = change.diff ? wantedBump(change.diff, (fingerprint) => isExcepted(proposal, fingerprint)) : 'none'
  const semver = change.base && nextSemver(change.base.semver, bump)
  const changes = change.diff?.changes.map(({ fingerprint }) => fingerprint) ?? []
  return {
    catalog: proposal.head.settings.catalog,
    api,
    version,
    kind: (change.head ?? change.base)?.kind ?? null,
    diff: change.diff,
    semver: { base: change.base?.semver ?? null, head: change.head?.semver ?? null },
    wanted: bump === 'none' || !semver ? null : { bump, semver },
    promised: isPromised(versionOf(proposal.base, api, version)?.state),
    excepted: changes.filter((fingerprint) => isPermitted(proposal, fingerprint)),
    awaited: changes.filter((fingerprint) => isExcepted(proposal, fingerprint) && !isPermitted(proposal, fingerprint)),
    known: {
      base: change.lint.head ? thingsIn(change.lint.base?.findings ?? []) : 0,
      head: thingsIn(lint.filter(({ known }) => known)),
    },
  }
}

function thingsIn(findings: readonly Finding[]): number {
  return findings.reduce((sum, finding) => sum + countOf(finding), 0)
}

/** A contract's changes as findings: those to what callers rely on weigh as they are, those to a draft or permitted ones are only told. */
export function compatibilityFindings({ diff, promised }: ContractReview, proposal: ProposalView): readonly Finding[] {
  const findings = diff?.changes.map(findingOf) ?? []
  return findings.map((finding) => (promised ? permit(proposal, finding) : { ...finding, severity: 'info' }))
}
