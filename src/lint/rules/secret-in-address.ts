import { defineRule } from '../rule.ts'
import { type Met, reportOnce } from '../vocabulary/once.ts'
import { isSecret } from '../vocabulary/secrets.ts'

export const secretInAddress = defineRule({
  id: 'secret-in-address',
  group: 'security',
  summary:
    'Passwords, keys and tokens do not travel in addresses, which end up in logs, histories and `Referer` headers.',
  source: 'RFC 9700 section 4.3.2, OWASP API2:2023 Broken Authentication',
  example: {
    bad: `
      paths:
        /pets:
          get:
            parameters: [{ name: access_token, in: query, schema: { type: string } }]`,
    good: `
      paths:
        /pets:
          get:
            security: [{ login: [] }]
      components:
        securitySchemes:
          login: { type: http, scheme: bearer }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit(report, contract) {
    const met: Met[] = []
    return {
      parameter(node) {
        const { name, in: place } = node.value
        if ((place !== 'path' && place !== 'query') || typeof name !== 'string' || !isSecret(name)) return
        met.push({
          at: node,
          message: `\`${name}\` looks like a secret and travels in the ${place}`,
          help: 'Take it in a header or in the body.',
          subject: `${place} ${name}`,
        })
      },
      end: () => reportOnce(report, contract, met),
    }
  },
})
