import { isObject } from '../../contract/grammar.ts'
import { defineRule, operationOf } from '../rule.ts'

/** RFC 9457 section 3, with or without parameters such as a charset. */
const problem = /^application\/problem\+(?:json|xml)(?:;|$)/i

export const errorResponseNotProblem = defineRule({
  id: 'error-response-not-problem',
  summary: 'Errors are RFC 9457 problem documents, so that clients handle those of all APIs alike.',
  severity: 'warning',
  presets: ['recommended'],
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
