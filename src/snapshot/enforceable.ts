import type { AuthMethod, Issuer, RouteAuth } from './snapshot.ts'

/**
 * Why no caller could ever prove to a gateway what a route asks for, to follow "it"; `null` where one can. Render tells it before
 * the merge; a gateway that is given such a route all the same refuses the snapshot, for a route must not load without its security.
 * @param issuers those that the environment trusts.
 * @param asksForCertificates callers are asked for a client certificate.
 */
export function unenforceable(
  auth: RouteAuth,
  issuers: readonly Issuer[],
  asksForCertificates: boolean,
): string | null {
  if (auth.kind === 'none') return null
  const lacking: Partial<Record<AuthMethod, string>> = {
    ...(issuers.length === 0 && { jwt: 'no issuer of tokens is trusted there' }),
    ...(!asksForCertificates && { mtls: 'nobody is asked for a certificate there' }),
  }
  const isCheckable = (method: AuthMethod) => lacking[method] === undefined
  if (auth.kind === 'all' ? auth.methods.every(isCheckable) : auth.methods.some(isCheckable)) return null
  const reasons = auth.methods.flatMap((method) => lacking[method] ?? [])
  return `asks for ${auth.kind} of \`${auth.methods.join('`, `')}\`, and ${reasons.join(' and ')}`
}
