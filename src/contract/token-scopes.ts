import type { Contract, Json } from './contract.ts'
import { isObject } from './grammar.ts'
import { securityScheme } from './security-schemes.ts'

/**
 * The sets of scopes of which a token must have one whole, by the contract's `security`; `null` where a token needs none. Keys have
 * no scopes: requirements that name nothing but keys do not speak of tokens.
 */
export function tokenScopes(contract: Contract, security: Json | undefined): readonly (readonly string[])[] | null {
  if (!Array.isArray(security)) return null
  const sets = security.flatMap((requirement) => {
    const schemes = Object.entries(isObject(requirement) ? requirement : {})
    const ofTokens = schemes.filter(([name]) => carriesToken(contract, name))
    if (ofTokens.length === 0 && schemes.length > 0) return []
    return [ofTokens.flatMap(([, scopes]) => (Array.isArray(scopes) ? scopes.map(String) : []))]
  })
  return sets.length === 0 || sets.some((scopes) => scopes.length === 0) ? null : sets
}

function carriesToken(contract: Contract, name: string): boolean {
  const scheme = securityScheme(contract, name)
  if (scheme === null) return false
  const { type, scheme: how } = scheme
  return type === 'oauth2' || type === 'openIdConnect' || (type === 'http' && String(how).toLowerCase() === 'bearer')
}
