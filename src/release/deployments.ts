import type { Finding } from '../base/finding.ts'
import type { Environment } from '../catalog/catalog.ts'
import { render } from '../render/render.ts'
import { apigov } from '../render/renderers/apigov.ts'
import { gatewayOf } from '../review/gateway.ts'
import type { Judge } from '../review/judge.ts'
import { releasedContract } from '../review/tags.ts'
import { type PlannedDeployment, sourceTrailer } from './plan.ts'
import type { CatalogSide, Deployed, ReleaseInput } from './plan-release.ts'

interface Planned {
  readonly deployments: readonly PlannedDeployment[]
  readonly findings: readonly Finding[]
}

/** The branch an environment's gateways read: `deploy/prod`, or `deploy/acme/prod` where the repository holds several catalogs. */
export function deployBranch(catalog: string, environment: string, several: boolean): string {
  return several ? `deploy/${catalog}/${environment}` : `deploy/${environment}`
}

/**
 * A deployment for every environment whose gateways would do something else than they do now. With an error in its gateway it stays
 * as it is.
 */
export async function planDeployments(input: ReleaseInput, side: CatalogSide, judge: Judge): Promise<Planned> {
  const environments = side.catalog.settings.environments.flatMap((id) => side.catalog.environments.get(id) ?? [])
  const planned = await Promise.all(environments.map((environment) => planOne(input, side, environment, judge)))
  return {
    deployments: planned.flatMap(({ deployments }) => deployments),
    findings: planned.flatMap(({ findings }) => findings),
  }
}

async function planOne(
  input: ReleaseInput,
  side: CatalogSide,
  environment: Environment,
  judge: Judge,
): Promise<Planned> {
  const { catalog } = side
  const gateway = await gatewayOf(side, environment, {
    released: (_, release) => releasedContract(input.releases, catalog, release),
    judge,
  })
  const { findings } = gateway
  if (findings.some(({ severity }) => severity === 'error')) return { deployments: [], findings }

  const branch = deployBranch(catalog.settings.catalog, environment.id, side.several)
  const last = input.deployed.get(branch)
  // The same commit again: the deployment was made, and carrying it out once more finds it so.
  const isSame = last?.digest === gateway.digest && isSignedAsWanted(last, environment.id, input.sign)
  const isRepeated = isSame && last?.source === input.commit
  if (isSame && !isRepeated) return { deployments: [], findings }
  const sequence = last ? last.sequence + (isRepeated ? 0 : 1) : 1
  const origin = { environment: environment.id, commit: input.commit, sequence, sign: input.sign }
  return {
    deployments: [
      {
        environment: environment.id,
        branch,
        digest: gateway.digest,
        sequence,
        files: render(apigov, gateway, origin),
        message: `Deploy ${environment.id} ${sequence}\n\n${sourceTrailer}: ${input.commit}\n`,
      },
    ],
    findings,
  }
}

/** A new key, or the first one, is a deployment of its own: gateways that want its signature would serve on what they have. */
function isSignedAsWanted(
  { sequence, digest, signature }: Deployed,
  environment: string,
  sign: ReleaseInput['sign'],
): boolean {
  return sign === null || signature === sign({ environment, sequence, digest })
}
