import { isObject } from '../../contract/grammar.ts'
import { defineRule, operationOf } from '../rule.ts'
import { type Member, reportLackingMembers } from '../vocabulary/lacking.ts'
import type { Part } from '../vocabulary/operations.ts'

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
  visit(report, contract) {
    const errors: Member[] = []
    return {
      response(node) {
        if (node.parent?.kind !== 'operation' || !/^(?:[45](?:\d\d|XX)|default)$/i.test(node.key)) return
        const operation = operationOf(node)
        const whose = operation === undefined ? '' : ` of \`${operation}\``
        errors.push({ name: `The ${node.key} response${whose}`, part: node })
      },
      end() {
        const typesOf = ({ value: { content } }: Part) => (isObject(content) ? Object.keys(content) : [])
        reportLackingMembers(report, contract, 'answers to errors', errors, {
          among: ({ part }) => typesOf(part).length > 0,
          lacks: ({ part }) => !typesOf(part).some((type) => problem.test(type)),
          each: 'is not a problem document',
          all: 'is a problem document',
          help: 'Describe it under `application/problem+json`.',
        })
      },
    }
  },
})
