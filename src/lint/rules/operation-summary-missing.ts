import type { Node } from '../../contract/grammar.ts'
import { type At, defineRule, operationOf } from '../rule.ts'
import { reportLackingThings } from '../vocabulary/lacking.ts'

export const operationSummaryMissing = defineRule({
  id: 'operation-summary-missing',
  group: 'documentation',
  summary: 'Operations have a summary, because lists of them in docs and reviews show nothing else.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.10',
  example: {
    bad: `
      paths:
        /pets:
          get: {}`,
    good: `
      paths:
        /pets:
          get: { summary: List all pets }`,
  },
  severity: 'warning',
  isRecommended: true,
  visit(report, contract) {
    const operations: Node[] = []
    return {
      operation: (node) => void operations.push(node),
      end() {
        const things = {
          things: operations,
          noun: 'operations',
          whole: { file: contract.entry, pointer: '/paths' },
          nameOf: (node: Node) => `\`${operationOf(node) ?? node.key.toUpperCase()}\``,
          placeOf: (node: Node): At => node,
        }
        reportLackingThings(report, things, {
          lacks: ({ value: { summary } }) => typeof summary !== 'string' || summary.trim() === '',
          each: 'has no summary',
          all: 'has a summary',
          help: 'Say in a few words what it does, in `summary`.',
        })
      },
    }
  },
})
