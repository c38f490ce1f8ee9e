import { lt, rcompare, valid } from 'semver'
import type { Finding } from '../base/finding.ts'
import type { ApiVersion, Catalog } from '../catalog/catalog.ts'
import type { ContractSource } from '../contract/contract.ts'
import type { Diff } from '../diff/change.ts'
import { isPromised } from '../policy/promise.ts'
import { attempt, unanswered } from '../review/attempt.ts'
import { reviewDiffOptions } from '../review/diff-options.ts'
import type { Judge } from '../review/judge.ts'
import { sourceOf } from '../review/side.ts'
import { findRelease, indexTags, type ReleaseName, releasedContract, releasedSemvers, tagOf } from '../review/tags.ts'
import type { PlannedRelease } from './plan.ts'
import type { CatalogSide, ReleaseInput } from './plan-release.ts'

interface Planned {
  readonly releases: readonly PlannedRelease[]
  readonly findings: readonly Finding[]
}

/** A release for every promised version whose semver has no tag yet, or one on this very commit (a release that was interrupted). */
export async function planReleases(input: ReleaseInput, side: CatalogSide, judge: Judge): Promise<Planned> {
  const versions = [...side.catalog.apis.values()].flatMap(({ id, versions }) =>
    [...versions.values()]
      .filter(({ state, contract }) => isPromised(state) && contract !== null)
      .map((version) => ({ api: id, version })),
  )
  const planned = await Promise.all(versions.map(({ api, version }) => planOne(input, side, api, version, judge)))
  return {
    releases: planned.flatMap(({ releases }) => releases),
    findings: planned.flatMap(({ findings }) => findings),
  }
}

async function planOne(
  input: ReleaseInput,
  side: CatalogSide,
  api: string,
  { name: version, contract }: ApiVersion,
  judge: Judge,
): Promise<Planned> {
  const { catalog, several } = side
  const file = contract ?? ''
  const stopped = (finding: Finding): Planned => ({ releases: [], findings: [finding] })
  const about = { catalog: catalog.settings.catalog, api, version, place: { file, line: 1, column: 1 } }
  const read = await attempt(async () => {
    const source = await sourceOf(side, api, version)
    return { source, summary: source && (await judge.summarise(source)).summary }
  }, about)
  if (read.failure) return stopped(read.failure)
  const { source, summary } = read.answer
  const name = `${api}/${version}`
  if (!source || !summary) {
    const message = `\`${name}\` is not released, because its contract cannot be read`
    return stopped(unanswered('release-unreadable', message, 'Repair the contract.', about))
  }
  const { semver } = summary
  if (valid(semver) === null) {
    const message = `\`${name}\` is not released, because its version \`${semver}\` is no semver`
    const help = 'Write `info.version` as `major.minor.patch`, in quotes.'
    return stopped(unanswered('release-without-semver', message, help, about))
  }
  const there = await findRelease(input.releases, catalog, { api, semver }, several)
  if (there && there.commit !== input.commit) return { releases: [], findings: [] }

  const tag = there?.tag ?? tagOf(catalog, api, semver, several)
  const previous = await previousRelease(input, side, { api, version, semver })
  const diff = await attempt(() => diffSince(input, catalog, { api, version }, previous, source, judge), about)
  if (diff.failure) return stopped(diff.failure)
  const { bump, changes } = diff.answer ?? { bump: 'none', changes: [] }
  const release = { api, version, semver, tag, previous, bump, changes, contract: file }
  return { releases: [{ ...release, changelog: changelogOf(release) }], findings: [] }
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

/** `null` for a first release, and where the previous contract cannot be read: nothing is claimed then. */
async function diffSince(
  input: ReleaseInput,
  catalog: Catalog,
  name: { readonly api: string; readonly version: string },
  previous: PlannedRelease['previous'],
  source: ContractSource,
  judge: Judge,
): Promise<Diff | null> {
  if (!previous) return null
  const before = await releasedContract(input.releases, catalog, { ...name, semver: previous.semver })
  if (!before) return null
  return (await judge.diff(before, source, reviewDiffOptions(input.date))).diff
}

// placeholder until src/changelog lands
function changelogOf({ tag, changes }: Pick<PlannedRelease, 'tag' | 'changes'>): string {
  return `# ${tag}\n\n${changes.map(({ message }) => `- ${message}\n`).join('')}`
}
