import { defineRule } from '../rule.ts'
import { operationsOf } from '../vocabulary/operations.ts'

export const parameterUndescribed = defineRule({
  id: 'parameter-undescribed',
  group: 'documentation',
  summary: 'Parameters are described, because a name seldom says the unit, the default or the effect.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.12',
  example: {
    bad: `
      paths:
        /pets:
          get: { parameters: [{ name: age, in: query }] }`,
    good: `
      paths:
        /pets:
          get: { parameters: [{ name: age, in: query, description: In whole months. }] }`,
  },
  severity: 'info',
  isRecommended: false,
  supersedes: ['oas3-parameter-description'],
  visit: (report, contract) => ({
    document() {
      for (const { name: operation, parameters } of operationsOf(contract))
        for (const parameter of parameters) {
          const { name, description } = parameter.value
          if (typeof description === 'string' && description.trim() !== '') continue
          report({
            at: parameter,
            message: `The parameter \`${String(name)}\` of \`${operation}\` is not described`,
            help: 'Do so in `description`.',
          })
        }
    },
  }),
})
