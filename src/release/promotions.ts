import { lt, valid } from 'semver'
import type { Catalog } from '../catalog/catalog.ts'
import type { PlannedPromotion, PlannedRelease } from './plan.ts'

/** For every release, the pins of reviewed environments that stand on an older one: what a proposal would set them to. */
export function planPromotions(catalog: Catalog, releases: readonly PlannedRelease[]): readonly PlannedPromotion[] {
  return releases.flatMap(({ api, version, semver }) =>
    [...(catalog.apis.get(api)?.exposures.values() ?? [])].flatMap(({ environment, versions, file }) => {
      const from = versions.get(version)
      const isReviewed = catalog.environments.get(environment)?.promote === 'review'
      if (!isReviewed || from === undefined || valid(from) === null || !lt(from, semver)) return []
      return [{ environment, api, version, from, to: semver, file }]
    }),
  )
}
