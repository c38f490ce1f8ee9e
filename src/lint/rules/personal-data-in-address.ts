import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'
import { type Met, reportOnce } from '../vocabulary/once.ts'
import { isOfType } from '../vocabulary/operations.ts'
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
  visit(report, contract) {
    const met: Met[] = []
    return {
      parameter(node) {
        const { name, in: place, schema } = node.value
        if ((place !== 'path' && place !== 'query') || typeof name !== 'string' || !isPersonal(name)) return
        if (node.value['x-pii'] === false) return
        // `hasPhone`; and an object is in the query by its members.
        if (isObject(schema) && isOfType({ ...node, value: schema }, 'boolean', 'object')) return
        met.push({
          at: node,
          message: `\`${name}\` looks like personal data and travels in the ${place}`,
          help: 'Take it in the body, take an identifier instead, or write `x-pii: false` where it is none.',
          subject: `${place} ${name}`,
        })
      },
      end: () => reportOnce(report, contract, met),
    }
  },
})
