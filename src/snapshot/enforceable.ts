import type { RouteAuth } from './snapshot.ts'

/**
 * Why the gateway of this release cannot check what a route asks for, to follow "it"; `null` where it can. Render tells it before
 * the merge; a gateway that is given such a route all the same refuses the snapshot, for a route must not load without its security.
 */
export function unenforceable(auth: RouteAuth): string | null {
  if (auth.kind === 'none') return null
  const wanted =
    auth.kind === 'all' ? auth.methods.every((method) => method === 'api-key') : auth.methods.includes('api-key')
  return wanted
    ? null
    : `asks for ${auth.kind} of \`${auth.methods.join('`, `')}\`, and this version of the gateway checks \`api-key\` only`
}
