import { defineRule } from '../rule.ts'
import { type Named, outnumbered } from '../vocabulary/casing.ts'
import { reportOnce } from '../vocabulary/once.ts'

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
  visit(report, contract) {
    const names: Named[] = []
    return {
      parameter(node) {
        const { name, in: place } = node.value
        if (typeof name === 'string' && (place === 'query' || place === 'path')) names.push({ name, at: node })
      },
      end() {
        const met = outnumbered(names).map(({ name, at, casing, wanted }) => ({
          at,
          subject: name,
          message: `The parameter \`${name}\` is in ${casing}, and most of the contract is in ${wanted.casing}`,
          help: `In the next major version, call it \`${wanted.name}\`.`,
        }))
        reportOnce(report, contract, met)
      },
    }
  },
})
