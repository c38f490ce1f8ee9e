import type { Contract, Json } from './contract.ts'
import { isObject, refOf } from './grammar.ts'
import { resolve } from './resolve.ts'

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
  const components = contract.root['components']
  const schemes = isObject(components) ? components['securitySchemes'] : undefined
  const written = isObject(schemes) && Object.hasOwn(schemes, name) ? schemes[name] : undefined
  const ref = refOf(written)
  const scheme = ref === undefined ? written : resolve(contract, contract.entry, ref)?.value
  if (!isObject(scheme)) return false
  const { type, scheme: how } = scheme
  return type === 'oauth2' || type === 'openIdConnect' || (type === 'http' && String(how).toLowerCase() === 'bearer')
}
