import { compareText } from '../base/finding.ts'
import { pointerTo } from '../base/place.ts'
import type { Catalog, Credential, Environment, Subscription } from '../catalog/catalog.ts'
import type { SnapshotConsumer, SnapshotGrant, SnapshotPlan } from '../snapshot/snapshot.ts'
import type { Sourced } from './render.ts'
import { exposedVersions } from './routes.ts'

/** Who may call what in this environment: consumers that have a grant for a version exposed there, and the plans of those grants. */
export function accessOf(
  catalog: Catalog,
  environment: Environment,
): { readonly consumers: readonly Sourced<SnapshotConsumer>[]; readonly plans: readonly Sourced<SnapshotPlan>[] } {
  const subscriptions = Map.groupBy(catalog.subscriptions.values(), ({ consumer }) => consumer)
  const consumers: Sourced<SnapshotConsumer>[] = []
  const granted = new Set<string>()
  for (const consumer of catalog.consumers.values()) {
    const own = subscriptions.get(consumer.id) ?? []
    const grants = own.flatMap((subscription) => grantsOf(catalog, environment, subscription))
    if (grants.length === 0) continue
    for (const { plan } of grants) granted.add(plan)
    const credentials = consumer.credentials.get(environment.id) ?? []
    consumers.push({
      entry: {
        id: consumer.id,
        keys: credentials.flatMap(keyOf),
        tokens: credentials.flatMap(tokenOf),
        ...certificatesOf(credentials),
        grants: grants.sort((a, b) => compareText(grantId(a), grantId(b))),
      },
      places: [
        catalog.place(consumer.file, pointerTo('', 'credentials', environment.id)),
        ...own.map(({ file }) => catalog.place(file, '/grants')),
      ],
    })
  }
  const plans = [...catalog.plans.values()]
    .filter(({ id }) => granted.has(id))
    .map(({ id, limits, file }) => ({ entry: { id, limits }, places: [catalog.place(file, '/limits')] }))
  return { consumers, plans }
}

function grantsOf(catalog: Catalog, environment: Environment, subscription: Subscription): SnapshotGrant[] {
  const api = catalog.apis.get(subscription.api)
  const exposed = new Set(api ? exposedVersions(api, environment.id).map(({ version }) => version.name) : [])
  return subscription.grants
    .filter(({ version, environments }) => environments.includes(environment.id) && exposed.has(version))
    .map(({ version, plan, expires }) => ({ api: subscription.api, version, plan, expires }))
}

function keyOf(credential: Credential) {
  if (credential.kind !== 'api-key') return []
  const { id, prefix, hash, expires } = credential
  return [{ id, prefix, hash, expires }]
}

function tokenOf(credential: Credential) {
  if (credential.kind !== 'jwt') return []
  const { issuer, claim, value } = credential
  return [{ issuer, claim, value }]
}

function certificatesOf(credentials: readonly Credential[]) {
  const certificates = credentials.flatMap((credential) =>
    credential.kind === 'mtls' ? [{ san: credential.san, value: credential.value }] : [],
  )
  return certificates.length === 0 ? {} : { certificates }
}

function grantId({ api, version, plan, expires }: SnapshotGrant): string {
  return `${api}/${version} ${plan} ${expires ?? ''}`
}
