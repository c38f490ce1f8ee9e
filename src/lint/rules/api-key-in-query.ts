import { defineRule } from '../rule.ts'

export const apiKeyInQuery = defineRule({
  id: 'api-key-in-query',
  group: 'security',
  summary: 'Keys do not travel in addresses, which end up in logs, histories and `Referer` headers.',
  source: 'OWASP API2:2023 Broken Authentication, RFC 9110 section 17.9',
  example: {
    bad: `
      components:
        securitySchemes:
          key: { type: apiKey, in: query, name: key }`,
    good: `
      components:
        securitySchemes:
          key: { type: apiKey, in: header, name: X-Api-Key }`,
  },
  severity: 'warning',
  isRecommended: true,
  visit: (report) => ({
    'security-scheme'(node) {
      if (node.value['type'] !== 'apiKey' || node.value['in'] !== 'query') return
      report({
        at: node,
        message: `The key \`${String(node.value['name'])}\` travels in the query`,
        help: 'Take it in a header.',
      })
    },
  }),
})
