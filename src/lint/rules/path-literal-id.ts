import { defineRule } from '../rule.ts'

const literal = /^(?:\d+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i

export const pathLiteralId = defineRule({
  id: 'path-literal-id',
  group: 'resources',
  summary: 'Identifiers in paths are parameters: a contract speaks of every pet, not of number 17.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.8',
  example: {
    bad: `
      paths:
        /pets/17: {}`,
    good: `
      paths:
        /pets/{petId}: {}`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report) => ({
    path(path, at) {
      for (const segment of path.split('/').filter((part) => literal.test(part)))
        report({
          at,
          message: `The segment \`${segment}\` of the path is one identifier`,
          help: 'Make it a parameter in braces.',
          subject: segment,
        })
    },
  }),
})
