import { defineRule } from '../rule.ts'

export const basicAuth = defineRule({
  id: 'basic-auth',
  group: 'security',
  summary:
    'Callers do not send a password with every call: it cannot be limited, rotated or told from another caller’s.',
  source: 'OWASP API2:2023 Broken Authentication, RFC 7617 section 4',
  example: {
    bad: `
      components:
        securitySchemes:
          password: { type: http, scheme: basic }`,
    good: `
      components:
        securitySchemes:
          token: { type: http, scheme: bearer }`,
  },
  severity: 'warning',
  isRecommended: true,
  visit: (report) => ({
    'security-scheme'(node) {
      const { type, scheme } = node.value
      if (type !== 'http' || typeof scheme !== 'string' || scheme.toLowerCase() !== 'basic') return
      report({
        at: node,
        message: `The security scheme \`${node.key}\` is HTTP Basic`,
        help: 'Use a key per consumer or OAuth 2.',
      })
    },
  }),
})
