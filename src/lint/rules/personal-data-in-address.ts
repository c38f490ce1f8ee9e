import { defineRule } from '../rule.ts'
import { isPersonal } from '../vocabulary/personal-data.ts'

export const personalDataInAddress = defineRule({
  id: 'personal-data-in-address',
  group: 'privacy',
  summary: 'Personal data does not travel in addresses, which end up in logs, histories and `Referer` headers.',
  source: 'RFC 9110 section 17.9, GDPR article 32',
  example: {
    bad: `
      paths:
        /owners:
          get: { parameters: [{ name: email, in: query }] }`,
    good: `
      paths:
        /owner-searches:
          post: { requestBody: { content: { application/json: {} } } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report) => ({
    parameter(node) {
      const { name, in: place } = node.value
      if ((place !== 'path' && place !== 'query') || typeof name !== 'string' || !isPersonal(name)) return
      if (node.value['x-pii'] === false) return
      report({
        at: node,
        message: `\`${name}\` looks like personal data and travels in the ${place}`,
        help: 'Take it in the body, take an identifier instead, or write `x-pii: false` where it is none.',
      })
    },
  }),
})
