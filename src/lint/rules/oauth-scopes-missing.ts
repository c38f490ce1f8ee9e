import { pointerTo } from '../../base/place.ts'
import { defineRule } from '../rule.ts'
import { operationsOf, partAt } from '../vocabulary/operations.ts'

export const oauthScopesMissing = defineRule({
  id: 'oauth-scopes-missing',
  group: 'security',
  summary: 'Operations under OAuth 2 ask for a scope, because a token without one opens everything.',
  source: 'OWASP API5:2023 Broken Function Level Authorization, RFC 6749 section 3.3',
  example: {
    bad: `
      components: { securitySchemes: { oauth: { type: oauth2 } } }
      paths:
        /pets:
          get: { security: [{ oauth: [] }] }`,
    good: `
      components: { securitySchemes: { oauth: { type: oauth2 } } }
      paths:
        /pets:
          get: { security: [{ oauth: ['pets:read'] }] }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit(report, contract) {
    const root = { file: contract.entry, pointer: '', value: contract.root }
    const isOauth = (scheme: string) =>
      partAt(contract, root, 'components', 'securitySchemes', scheme)?.value['type'] === 'oauth2'
    return {
      document() {
        for (const { name, security = [], value, file, pointer } of operationsOf(contract)) {
          const at = Object.hasOwn(value, 'security')
            ? { file, pointer: pointerTo(pointer, 'security') }
            : { file: contract.entry, pointer: '/security' }
          for (const requirement of security)
            for (const [scheme, scopes] of Object.entries(requirement))
              if (Array.isArray(scopes) && scopes.length === 0 && isOauth(scheme))
                report({
                  at,
                  message: `\`${name}\` asks for a token of \`${scheme}\`, whatever its scopes`,
                  help: 'Name the scopes it needs.',
                  subject: scheme,
                })
        }
      },
    }
  },
})
