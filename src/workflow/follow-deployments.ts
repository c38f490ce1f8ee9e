import type { Clock } from '../base/ports.ts'
import type { Repository } from '../base/repository.ts'
import { catalogRoots, readCatalog } from '../catalog/read.ts'
import { deployBranch } from '../release/deployments.ts'
import type { ReleaseForge } from '../release/forge.ts'
import type { Heartbeat } from '../snapshot/heartbeat.ts'
import { environmentOn } from './release-main.ts'

export interface LiveNodes {
  /** The newest heartbeat of each node that spoke lately. */
  live(repository: string, environment: string): readonly Heartbeat[]
}

export interface DeploymentDesk {
  /** `owner/name` */
  readonly name: string
  readonly forge: ReleaseForge
  readonly repository: Repository
  readonly nodes: LiveNodes
  readonly clock: Clock
}

/** How long nodes have, in milliseconds: several polls of a node, and a rolling restart. */
export const patience = 10 * 60 * 1000

/**
 * Decides the deployments that are not decided: done when enough live nodes serve the digest, failed when none did in time.
 * Called when a node serves something else than it did, and every few minutes.
 */
export async function followDeployments(desk: DeploymentDesk): Promise<void> {
  for (const environment of await followedEnvironments(desk))
    for (const deployment of await desk.forge.deployments(environment.onForge)) {
      if (deployment.state === 'success' || deployment.state === 'failure') continue
      await decide(deployment, environment, desk)
    }
}

type Undecided = Awaited<ReturnType<ReleaseForge['deployments']>>[number]

interface FollowedEnvironment {
  readonly id: string
  readonly onForge: string
  /** Live nodes that must serve a deployment. */
  readonly minimum: number
}

async function decide(
  deployment: Undecided,
  { id, minimum }: FollowedEnvironment,
  desk: DeploymentDesk,
): Promise<void> {
  const live = desk.nodes.live(desk.name, id)
  const serving = live.filter(({ digest }) => digest === deployment.digest).length
  const count = `${serving} of ${minimum} ${minimum === 1 ? 'node' : 'nodes'}`
  if (serving >= minimum) await desk.forge.reportDeployment(deployment.id, 'success', `Served by ${count}`)
  else if (desk.clock.now() - Date.parse(deployment.createdAt) > patience)
    await desk.forge.reportDeployment(deployment.id, 'failure', `Served by ${count} in time${refusal(live)}`)
}

/** The environments as main has them now. */
async function followedEnvironments({ forge, repository }: DeploymentDesk): Promise<readonly FollowedEnvironment[]> {
  const { commit } = await forge.main()
  await repository.fetch()
  const tree = await repository.tree(commit)
  const roots = catalogRoots(tree)
  const readings = await Promise.all(roots.map((root) => readCatalog(tree, root)))
  return readings
    .flatMap(({ catalog }) => catalog ?? [])
    .flatMap(({ settings, environments }) =>
      [...environments.values()].map(({ id, nodes }) => {
        const onForge = environmentOn(deployBranch(settings.catalog, id, roots.length > 1))
        return { id, onForge, minimum: nodes.minimum }
      }),
    )
}

/** Why, when a node has said so. */
function refusal(live: readonly Heartbeat[]): string {
  const refusing = live.find(({ refused }) => refused !== null)
  return refusing ? `; node \`${refusing.node}\` refused it: ${refusing.refused?.reason}` : ''
}
