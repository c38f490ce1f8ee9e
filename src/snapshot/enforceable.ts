import type { AuthMethod, Issuer, RouteAuth } from './snapshot.ts'

/**
 * Why no caller could ever prove to a gateway what a route asks for, to follow "it"; `null` where one can. Render tells it before
 * the merge; a gateway that is given such a route all the same refuses the snapshot, for a route must not load without its security.
 * @param issuers those that the environment trusts.
 */
export function unenforceable(auth: RouteAuth, issuers: readonly Issuer[]): string | null {
  if (auth.kind === 'none') return null
  const isCheckable = (method: AuthMethod) => method === 'api-key' || issuers.length > 0
  if (auth.kind === 'all' ? auth.methods.every(isCheckable) : auth.methods.some(isCheckable)) return null
  return `asks for ${auth.kind} of \`${auth.methods.join('`, `')}\`, and no issuer of tokens is trusted there`
}
