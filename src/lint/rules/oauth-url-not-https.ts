import { pointerTo } from '../../base/place.ts'
import { isObject } from '../../contract/grammar.ts'
import { type At, defineRule } from '../rule.ts'

export const oauthUrlNotHttps = defineRule({
  id: 'oauth-url-not-https',
  group: 'security',
  summary:
    'Where tokens are asked for is reached over HTTPS, because passwords and tokens travel there; a local machine is exempt.',
  source: 'RFC 6749 sections 3.1.2.1 and 3.2',
  example: {
    bad: `
      components:
        securitySchemes:
          login:
            type: oauth2
            flows: { clientCredentials: { tokenUrl: 'http://id.example.com/token', scopes: {} } }`,
    good: `
      components:
        securitySchemes:
          login:
            type: oauth2
            flows: { clientCredentials: { tokenUrl: 'https://id.example.com/token', scopes: {} } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report) => ({
    'security-scheme'({ value, file, pointer }) {
      const check = (url: unknown, at: At) => {
        if (typeof url !== 'string' || !/^http:\/\/(?!(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$))/i.test(url)) return
        report({
          at,
          message: `Tokens are asked for at \`${url}\`, which is not reached over HTTPS`,
          help: `Write \`https://${url.slice('http://'.length)}\`.`,
        })
      }
      check(value['openIdConnectUrl'], { file, pointer: pointerTo(pointer, 'openIdConnectUrl') })
      for (const [name, flow] of isObject(value['flows']) ? Object.entries(value['flows']) : [])
        for (const key of ['authorizationUrl', 'tokenUrl', 'refreshUrl'])
          if (isObject(flow)) check(flow[key], { file, pointer: pointerTo(pointer, 'flows', name, key) })
    },
  }),
})
