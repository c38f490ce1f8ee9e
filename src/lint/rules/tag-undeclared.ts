import { pointerTo } from '../../base/place.ts'
import type { Json } from '../../contract/contract.ts'
import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'
import { operationsOf } from '../vocabulary/operations.ts'

export const tagUndeclared = defineRule({
  id: 'tag-undeclared',
  group: 'documentation',
  summary: 'Tags are declared at the top, once and in order, so that a typing mistake makes no chapter of its own.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.22',
  example: {
    bad: `
      tags: [{ name: pets }]
      paths:
        /pets:
          get: { tags: [pet] }`,
    good: `
      tags: [{ name: pets }]
      paths:
        /pets:
          get: { tags: [pets] }`,
  },
  severity: 'info',
  isRecommended: false,
  supersedes: ['operation-tag-defined'],
  visit(report, contract) {
    const declared = new Set(listOf(contract.root['tags']).map((tag) => (isObject(tag) ? tag['name'] : undefined)))
    return {
      document() {
        for (const { name, value, file, pointer } of operationsOf(contract))
          listOf(value['tags']).forEach((tag, index) => {
            if (typeof tag !== 'string' || declared.has(tag)) return
            report({
              at: { file, pointer: pointerTo(pointer, 'tags', index) },
              message: `The tag \`${tag}\` of \`${name}\` is not declared`,
              help: 'Declare it under `tags` of the document, or correct it.',
            })
          })
      },
    }
  },
})

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}
