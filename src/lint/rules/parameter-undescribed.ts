import { defineRule } from '../rule.ts'
import { type Member, reportLackingMembers } from '../vocabulary/lacking.ts'
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
      const parameters = operationsOf(contract).flatMap(({ name, parameters }) =>
        parameters.map(
          (part): Member => ({ name: `The parameter \`${String(part.value['name'])}\` of \`${name}\``, part }),
        ),
      )
      reportLackingMembers(report, contract, 'parameters', parameters, {
        lacks: ({ part: { value } }) => typeof value['description'] !== 'string' || value['description'].trim() === '',
        each: 'is not described',
        all: 'is described',
        help: 'Do so in `description`.',
      })
    },
  }),
})
