import type { JsonObject } from '../../contract/contract.ts'
import { defineRule } from '../rule.ts'
import { reportLacking } from '../vocabulary/lacking.ts'
import { answers, isGuarded } from '../vocabulary/operations.ts'

export const forbiddenResponseMissing = defineRule({
  id: 'forbidden-response-missing',
  group: 'shape',
  summary: 'What asks for scopes says what a caller without them gets, so that clients tell it from not being known.',
  source: 'RFC 9110 section 15.5.4, RFC 6750 section 3.1',
  example: {
    bad: `
      paths:
        /pets:
          get:
            security: [{ oauth: [pets:read] }]
            responses: { '200': { description: All pets. } }`,
    good: `
      paths:
        /pets:
          get:
            security: [{ oauth: [pets:read] }]
            responses: { '200': { description: All pets. }, '403': { description: The token lacks a scope. } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      reportLacking(report, contract, {
        among: (operation) => isGuarded(operation) && (operation.security ?? []).every(asksForScopes),
        lacks: (operation) => !answers(operation, 403),
        each: 'asks for scopes and does not describe the 403 response',
        all: 'that ask for scopes describes the 403 response',
        help: 'Describe it, or `4XX`.',
      })
    },
  }),
})

function asksForScopes(requirement: JsonObject): boolean {
  return Object.values(requirement).some((scopes) => Array.isArray(scopes) && scopes.length > 0)
}
