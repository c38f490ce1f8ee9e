import { pointerTo } from '../../base/place.ts'
import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'

const instead = new Map([
  ['implicit', 'which puts tokens into addresses'],
  ['password', 'which teaches people to type their password into programs of others'],
])

export const oauthFlowOutdated = defineRule({
  id: 'oauth-flow-outdated',
  group: 'security',
  summary:
    'Tokens are given by flows that are still thought safe: implicit and password grants leak what they are to protect.',
  source: 'RFC 9700 sections 2.1.2 and 2.4, OWASP API2:2023 Broken Authentication',
  example: {
    bad: `
      components:
        securitySchemes:
          login:
            type: oauth2
            flows:
              implicit: { authorizationUrl: 'https://id.example.com/authorize', scopes: {} }`,
    good: `
      components:
        securitySchemes:
          login:
            type: oauth2
            flows:
              authorizationCode:
                authorizationUrl: https://id.example.com/authorize
                tokenUrl: https://id.example.com/token
                scopes: {}`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report) => ({
    'security-scheme'({ key, value: { flows }, file, pointer }) {
      for (const flow of isObject(flows) ? Object.keys(flows) : []) {
        const because = instead.get(flow)
        if (because === undefined) continue
        report({
          at: { file, pointer: pointerTo(pointer, 'flows', flow) },
          message: `\`${key}\` offers the ${flow} grant, ${because}`,
          help: 'Offer `authorizationCode` with PKCE, or `clientCredentials` where no person is asked.',
        })
      }
    },
  }),
})
