import { compareText } from '../base/finding.ts'
import type { Tree } from '../base/tree.ts'
import { catalogRoots, readCatalog } from '../catalog/read.ts'
import { unanswered } from '../review/attempt.ts'
import type { Judge } from '../review/judge.ts'
import type { Side } from '../review/side.ts'
import type { Releases } from '../review/tags.ts'
import type { Sign } from '../snapshot/signature.ts'
import { planDeployments } from './deployments.ts'
import type { ReleasePlan } from './plan.ts'
import { planPromotions } from './promotions.ts'
import { planReleases } from './releases.ts'

export interface ReleaseInput {
  /** The tree of `commit`. */
  readonly head: Tree
  /** The first-parent commit of the main branch that is released. */
  readonly commit: string
  readonly releases: Releases
  /** What is on the deploy branches now, by name of the branch. */
  readonly deployed: ReadonlyMap<string, Deployed>
  /** `YYYY-MM-DD` of the commit, for changelogs. */
  readonly date: string
  /** Signs snapshots; `null`: they are not signed. */
  readonly sign: Sign | null
}

export interface Deployed {
  readonly sequence: number
  readonly digest: string
  readonly signature: string | null
  /** The commit of the main branch that its trailer names. */
  readonly source: string | null
}

/** One catalog of the commit, and whether names must say which. */
export interface CatalogSide extends Side {
  readonly several: boolean
}

/**
 * What a merge would tag, release, deploy and propose. Planning again after everything was carried out, or after half of it was,
 * gives the same steps for this commit, each of which then finds its work done. A catalog with errors releases nothing.
 */
export async function planRelease(input: ReleaseInput, judge: Judge): Promise<ReleasePlan> {
  const roots = catalogRoots(input.head)
  const readings = await Promise.all(roots.map((root) => readCatalog(input.head, root)))
  const plans = await Promise.all(
    readings.map(({ catalog, findings }) => {
      const errors = findings.filter(({ severity }) => severity === 'error')
      if (!catalog || errors.length > 0) return { ...nothing, findings: errors }
      return planCatalog(input, { tree: input.head, catalog, several: roots.length > 1 }, judge)
    }),
  )
  return {
    format: 1,
    commit: input.commit,
    releases: plans.flatMap(({ releases }) => releases),
    deployments: plans.flatMap(({ deployments }) => deployments),
    promotions: plans.flatMap(({ promotions }) => promotions),
    findings: roots.length === 0 ? [noCatalog] : plans.flatMap(({ findings }) => findings),
  }
}

type CatalogPlan = Pick<ReleasePlan, 'releases' | 'deployments' | 'promotions' | 'findings'>
const nothing: CatalogPlan = { releases: [], deployments: [], promotions: [], findings: [] }

async function planCatalog(input: ReleaseInput, side: CatalogSide, judge: Judge): Promise<CatalogPlan> {
  const released = await planReleases(input, side, judge)
  const deployed = await planDeployments(input, side, judge)
  return {
    releases: released.releases,
    deployments: deployed.deployments,
    promotions: planPromotions(side.catalog, released.releases),
    findings: [...released.findings, ...deployed.findings].sort((a, b) => compareText(a.rule, b.rule)),
  }
}

const noCatalog = unanswered(
  'catalog-missing',
  'There is no `apigov.yaml` in this commit, so there is nothing to release',
  'Run `apigov init` to get a catalog.',
  { catalog: '', place: null },
)
