import { lt, rcompare, valid } from 'semver'
import type { Finding } from '../base/finding.ts'
import type { Api, ApiVersion } from '../catalog/catalog.ts'
import { changelog } from '../changelog/changelog.ts'
import type { Template } from '../changelog/template.ts'
import type { ContractSource } from '../contract/contract.ts'
import type { Diff } from '../diff/change.ts'
import { isPromised } from '../policy/promise.ts'
import { type AttemptSubject, attempt, unanswered } from '../review/attempt.ts'
import { diffOptionsOf } from '../review/diff-options.ts'
import type { Judge } from '../review/judge.ts'
import { sourceOf } from '../review/side.ts'
import { findRelease, indexTags, type ReleaseName, releasedContract, releasedSemvers, tagOf } from '../review/tags.ts'
import { templateOf } from '../review/template.ts'
import type { PlannedRelease } from './plan.ts'
import type { CatalogSide, ReleaseInput } from './plan-release.ts'

interface Planned {
  readonly releases: readonly PlannedRelease[]
  readonly findings: readonly Finding[]
}

/** A release for every promised version whose semver has no tag yet, or one on this very commit (a release that was interrupted). */
export async function planReleases(input: ReleaseInput, side: CatalogSide, judge: Judge): Promise<Planned> {
  const { template, findings } = await templateOf(side.tree, side.catalog.root)
  const desk = { input, side, template, judge }
  const versions = [...side.catalog.apis.values()].flatMap((api) =>
    [...api.versions.values()]
      .filter(({ state, contract }) => isPromised(state) && contract !== null)
      .map((version) => planOne(desk, api, version)),
  )
  const planned = await Promise.all(versions)
  return {
    releases: planned.flatMap(({ releases }) => releases),
    findings: [...findings, ...planned.flatMap(({ findings }) => findings)],
  }
}

interface Desk {
  readonly input: ReleaseInput
  readonly side: CatalogSide
  readonly template: Template | null
  readonly judge: Judge
}

/** What is to be released: a contract that can be read, under a semver. */
interface Candidate extends ReleaseName {
  readonly title: string
  readonly source: ContractSource
}

async function planOne(desk: Desk, api: Api, version: ApiVersion): Promise<Planned> {
  const { catalog } = desk.side
  const place = { file: version.contract ?? api.file, line: 1, column: 1 }
  const about = { catalog: catalog.settings.catalog, api: api.id, version: version.name, place }
  const planned = await attempt(async () => {
    const candidate = await candidateOf(desk, api, version, about)
    return 'rule' in candidate ? { releases: [], findings: [candidate] } : describe(desk, candidate, about)
  }, about)
  return planned.answer ?? { releases: [], findings: [planned.failure] }
}

async function candidateOf(
  { side, judge }: Desk,
  { id: api, title }: Api,
  { name: version }: ApiVersion,
  about: AttemptSubject,
): Promise<Candidate | Finding> {
  const source = await sourceOf(side, api, version)
  const semver = source && (await judge.summarise(source)).summary?.semver
  if (!source || !semver) {
    const message = `\`${api}/${version}\` is not released, because its contract cannot be read`
    return unanswered('release-unreadable', message, 'Repair the contract.', about)
  }
  if (valid(semver) !== null) return { api, version, semver, title, source }
  const message = `\`${api}/${version}\` is not released, because its version \`${semver}\` is no semver`
  return unanswered('release-without-semver', message, 'Write `info.version` as `major.minor.patch`, in quotes.', about)
}

async function describe(desk: Desk, candidate: Candidate, about: AttemptSubject): Promise<Planned> {
  const { input, side } = desk
  const { api, version, semver, source } = candidate
  const there = await findRelease(input.releases, side.catalog, candidate, side.several)
  if (there && there.commit !== input.commit) return { releases: [], findings: [] }

  const tag = there?.tag ?? tagOf(side.catalog, api, semver, side.several)
  const previous = await previousRelease(input, side, candidate)
  const diff = previous === null ? noDiff : await diffSince(desk, candidate, previous.semver)
  const { text, findings } = await notes(desk, candidate, previous?.semver ?? null, diff, about)
  const { bump, changes } = diff ?? noDiff
  const release = { api, version, semver, tag, previous, bump, changes, changelog: text, contract: source.entry }
  return { releases: [release], findings }
}

const noDiff: Diff = { changes: [], breaking: false, bump: 'none' }

/** The changelog; in our own words where the catalog's template fails, with a warning. */
async function notes(
  { input, template }: Desk,
  { title, semver }: Candidate,
  previous: string | null,
  diff: Diff | null,
  about: AttemptSubject,
): Promise<{ readonly text: string; readonly findings: readonly Finding[] }> {
  if (!diff) {
    const message = `What changed since \`${previous}\` is not known, because its contract cannot be read`
    const finding = unanswered('release-incomparable', message, 'Tell the consumers yourself.', about)
    return { text: `## ${semver}\n\n${message}.\n`, findings: [{ ...finding, severity: 'warning' }] }
  }
  const release = { title, semver, previous, date: input.date, diff }
  if (!template) return { text: changelog(release), findings: [] }
  const { answer, failure } = await attempt(async () => changelog(release, template), about)
  return failure
    ? { text: changelog(release), findings: [{ ...failure, severity: 'warning' }] }
    : { text: answer, findings: [] }
}

/** The highest release of the version below its semver. */
async function previousRelease(
  { releases }: ReleaseInput,
  { catalog, several }: CatalogSide,
  { api, version, semver }: ReleaseName,
): Promise<PlannedRelease['previous']> {
  const before = releasedSemvers(indexTags(releases.tags.keys()), catalog, api, version)
    .filter((released) => lt(released, semver))
    .sort(rcompare)
  for (const released of before) {
    const found = await findRelease(releases, catalog, { api, semver: released }, several)
    if (found) return { tag: found.tag, semver: released }
  }
  return null
}

/** `null` where the previous contract cannot be read. */
async function diffSince({ input, side, judge }: Desk, candidate: Candidate, previous: string): Promise<Diff | null> {
  const before = await releasedContract(input.releases, side.catalog, { ...candidate, semver: previous })
  if (!before) return null
  return (await judge.diff(before, candidate.source, diffOptionsOf(side.catalog, candidate.api, input.date))).diff
}
