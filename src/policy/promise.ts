import type { ApiVersion, Catalog, LifecycleState } from '../catalog/catalog.ts'

/** True for states in which callers rely on the contract: `draft` is not promised yet, `retired` no longer. */
export function isPromised(state: LifecycleState | undefined): boolean {
  return state === 'published' || state === 'deprecated'
}

export function versionOf(catalog: Catalog | null, api: string, version: string): ApiVersion | null {
  return catalog?.apis.get(api)?.versions.get(version) ?? null
}
