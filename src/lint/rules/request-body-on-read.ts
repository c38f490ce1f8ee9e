import { pointerTo } from '../../base/place.ts'
import { defineRule, operationOf } from '../rule.ts'
import { withoutBody } from '../vocabulary/empty-body.ts'

export const requestBodyOnRead = defineRule({
  id: 'request-body-on-read',
  group: 'resources',
  summary:
    'GET and HEAD take no request body: it has no meaning there, and proxies drop or refuse it (RFC 9110 section 9.3.1).',
  source: 'RFC 9110 section 9.3.1',
  example: {
    bad: `
      paths:
        /pets:
          get: { requestBody: { content: { application/json: {} } } }`,
    good: `
      paths:
        /pets:
          get: { parameters: [{ name: kind, in: query }] }`,
  },
  severity: 'error',
  isRecommended: true,
  fixes: 'Deletes the body where nothing can be sent in it.',
  visit: (report) => ({
    operation(node) {
      if ((node.key !== 'get' && node.key !== 'head') || !Object.hasOwn(node.value, 'requestBody')) return
      const operation = operationOf(node) ?? node.key.toUpperCase()
      report({
        at: { file: node.file, pointer: pointerTo(node.pointer, 'requestBody') },
        message: `\`${operation}\` takes a request body`,
        help: 'Move it to query parameters, or make the operation a POST.',
        fix: withoutBody(node),
      })
    },
  }),
})
