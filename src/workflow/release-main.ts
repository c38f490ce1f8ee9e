/**
 * The story of a merge: plan, then carry out, step by step. Every step makes something so and does nothing where it is so: the
 * whole may be killed anywhere and run again, and ends the same. It begins with the commit that was deployed last, once more,
 * because that may have been interrupted, and goes on along main's first parents to where main stands.
 */
import type { CommitInfo, Repository } from '../base/repository.ts'
import { catalogRoots, readCatalog } from '../catalog/read.ts'
import { readDeployed } from '../release/deployed.ts'
import type { ReleaseForge } from '../release/forge.ts'
import type { PlannedDeployment, PlannedPromotion, ReleasePlan } from '../release/plan.ts'
import { type Deployed, planRelease } from '../release/plan-release.ts'
import type { Judge } from '../review/judge.ts'
import type { Toolchain } from '../sdk/toolchain.ts'
import type { Sign } from '../snapshot/signature.ts'
import { promote } from './promote.ts'
import { publishRelease } from './publish-release.ts'

export interface ReleaseDesk {
  readonly forge: ReleaseForge
  readonly repository: Repository
  readonly judge: Judge
  readonly toolchain: Toolchain
  /** Signs snapshots; `null`: they are not signed. */
  readonly sign: Sign | null
}

/**
 * Releases what was merged since the last deployment. Answers the plans in the order they were carried out; their findings say
 * what was left out and why. Throws where a step failed: then nothing after it was tried. Stops between two steps when `signal`
 * is aborted.
 */
export async function releaseMain(desk: ReleaseDesk, signal: AbortSignal): Promise<readonly ReleasePlan[]> {
  const { forge, repository } = desk
  const main = await forge.main()
  await repository.fetch()
  const plans: ReleasePlan[] = []
  for (const commit of await unreleased(repository, main.commit)) {
    if (signal.aborted) return plans
    const plan = await plannedFor(commit, desk)
    await carryOut(plan, desk, signal)
    plans.push(plan)
  }
  // Only the newest of each: an older one would be overtaken at once, and its approvals with it.
  for (const promotion of newest(plans.flatMap(({ promotions }) => promotions)))
    if (!signal.aborted) await promote(promotion, main, desk)
  return plans
}

/**
 * The commit deployed last and all that came to main after it, oldest first. Where nothing was deployed yet, or main was rewritten
 * since, main's tip alone: what stands there is the first release.
 */
async function unreleased(repository: Repository, main: string): Promise<readonly CommitInfo[]> {
  const deployed = await deployedFrom(repository, main)
  const chains: (readonly CommitInfo[])[] = []
  for (const source of new Set([...deployed.values()].map((branch) => branch.source))) {
    if (source === null || (await repository.resolve(source)) === null) continue
    const [parent = null] = (await repository.commit(source)).parents
    const chain = await repository.firstParents(parent, main)
    if (chain[0]?.id === source) chains.push(chain)
  }
  const [shortest] = chains.sort((a, b) => a.length - b.length)
  return shortest ?? [await repository.commit(main)]
}

async function plannedFor(commit: CommitInfo, { repository, judge, sign }: ReleaseDesk): Promise<ReleasePlan> {
  const tags = await repository.tags()
  return await planRelease(
    {
      head: await repository.tree(commit.id),
      commit: commit.id,
      releases: { tags, tree: (id) => repository.tree(id) },
      deployed: await deployedFrom(repository, commit.id),
      date: commit.committedAt.slice(0, 10),
      sign,
    },
    judge,
  )
}

async function deployedFrom(repository: Repository, commit: string): Promise<ReadonlyMap<string, Deployed>> {
  const tree = await repository.tree(commit)
  const readings = await Promise.all(catalogRoots(tree).map((root) => readCatalog(tree, root)))
  return await readDeployed(
    repository,
    readings.flatMap(({ catalog }) => catalog ?? []),
  )
}

/** Releases before deployments: what is served can always be looked up. */
async function carryOut(plan: ReleasePlan, desk: ReleaseDesk, signal: AbortSignal): Promise<void> {
  for (const release of plan.releases) if (!signal.aborted) await publishRelease(release, plan.commit, desk)
  for (const deployment of plan.deployments) if (!signal.aborted) await deploy(deployment, desk)
}

async function deploy(deployment: PlannedDeployment, { forge, repository }: ReleaseDesk): Promise<void> {
  const { branch, files, message, digest, sequence } = deployment
  const commit = await repository.publish(branch, files, message)
  const environment = environmentOn(branch)
  const { id, state } = await forge.ensureDeployment({
    environment,
    commit,
    digest,
    description: `Sequence ${sequence}`,
  })
  if (state === null) await forge.reportDeployment(id, 'in_progress', 'Waiting for the gateways')
}

/** The forge's name of an environment: what the branch says after `deploy/`, which tells those of several catalogs apart. */
export function environmentOn(branch: string): string {
  return branch.replace(/^deploy\//, '')
}

function newest(promotions: readonly PlannedPromotion[]): readonly PlannedPromotion[] {
  return [...new Map(promotions.map((promotion) => [`${promotion.file} ${promotion.version}`, promotion])).values()]
}
