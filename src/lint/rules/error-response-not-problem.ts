import { isObject } from '../../contract/grammar.ts'
import { defineRule, operationOf } from '../rule.ts'

/** RFC 9457 section 3, with or without parameters such as a charset. */
const problem = /^application\/problem\+(?:json|xml)(?:;|$)/i

export const errorResponseNotProblem = defineRule({
  id: 'error-response-not-problem',
  group: 'shape',
  summary: 'Errors are RFC 9457 problem documents, so that clients handle those of all APIs alike.',
  source: 'RFC 9457 section 3',
  example: {
    bad: `
      paths:
        /pets:
          get:
            responses:
              '404': { description: No such pet., content: { application/json: {} } }`,
    good: `
      paths:
        /pets:
          get:
            responses:
              '404': { description: No such pet., content: { application/problem+json: {} } }`,
  },
  severity: 'warning',
  isRecommended: true,
  visit: (report) => ({
    response(node) {
      const { content } = node.value
      if (node.parent?.kind !== 'operation' || !/^(?:[45](?:\d\d|XX)|default)$/i.test(node.key) || !isObject(content))
        return
      const types = Object.keys(content)
      if (types.length === 0 || types.some((type) => problem.test(type))) return
      const operation = operationOf(node)
      const whose = operation === undefined ? '' : ` of \`${operation}\``
      report({
        at: node,
        message: `The ${node.key} response${whose} is not a problem document`,
        help: 'Describe it under `application/problem+json`.',
      })
    },
  }),
})
