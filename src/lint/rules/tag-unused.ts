import { pointerTo } from '../../base/place.ts'
import type { Json } from '../../contract/contract.ts'
import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'

export const tagUnused = defineRule({
  id: 'tag-unused',
  group: 'documentation',
  summary: 'Every tag that is declared is used, or readers look for a chapter that is empty.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.22',
  example: {
    bad: `
      tags: [{ name: pets }, { name: owners }]
      paths:
        /pets:
          get: { tags: [pets] }`,
    good: `
      tags: [{ name: pets }]
      paths:
        /pets:
          get: { tags: [pets] }`,
  },
  severity: 'info',
  isRecommended: false,
  visit(report, { root, entry }) {
    const used = new Set<Json>()
    return {
      operation({ value: { tags } }) {
        for (const tag of Array.isArray(tags) ? (tags as readonly Json[]) : []) used.add(tag)
      },
      end() {
        const tags = Array.isArray(root['tags']) ? (root['tags'] as readonly Json[]) : []
        const parents = new Set(tags.map((tag) => (isObject(tag) ? tag['parent'] : undefined)))
        tags.forEach((tag, index) => {
          const name = isObject(tag) ? tag['name'] : undefined
          if (typeof name !== 'string' || used.has(name) || parents.has(name)) return
          report({
            at: { file: entry, pointer: pointerTo('/tags', index) },
            message: `No operation has the tag \`${name}\``,
            help: 'Delete it, or give it to the operations it is for.',
          })
        })
      },
    }
  },
})
