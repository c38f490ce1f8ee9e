import { defineRule } from '../rule.ts'
import { type Named, outnumbered } from '../vocabulary/casing.ts'

export const parameterCasingMixed = defineRule({
  id: 'parameter-casing-mixed',
  group: 'shape',
  summary: 'Parameters of query and path are all written in one casing, because nobody can remember the exception.',
  source: 'Zalando RESTful API Guidelines, rule 130',
  example: {
    bad: `
      paths:
        /pets/{pet_id}:
          parameters:
            - { name: pet_id, in: path }
            - { name: page_size, in: query }
            - { name: sortBy, in: query }`,
    good: `
      paths:
        /pets/{pet_id}:
          parameters:
            - { name: pet_id, in: path }
            - { name: page_size, in: query }
            - { name: sort_by, in: query }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit(report) {
    const names: Named[] = []
    return {
      parameter(node) {
        const { name, in: place } = node.value
        if (typeof name === 'string' && (place === 'query' || place === 'path')) names.push({ name, at: node })
      },
      end() {
        for (const { name, at, casing, wanted } of outnumbered(names))
          report({
            at,
            message: `The parameter \`${name}\` is in ${casing}, and most of the contract is in ${wanted.casing}`,
            help: `In the next major version, call it \`${wanted.name}\`.`,
          })
      },
    }
  },
})
