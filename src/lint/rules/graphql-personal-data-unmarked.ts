import { defineGraphqlRule } from '../graphql-rule.ts'
import { isPersonal } from '../vocabulary/personal-data.ts'

export const graphqlPersonalDataUnmarked = defineGraphqlRule({
  id: 'graphql-personal-data-unmarked',
  group: 'privacy',
  summary: 'Fields that hold personal data carry `@pii`, so that logs, exports and reviews can tell them.',
  source: 'GDPR Article 30, OWASP API3:2023',
  example: {
    bad: `
      type Query { me: User }
      type User { email: String }`,
    good: `
      directive @pii on FIELD_DEFINITION
      type Query { me: User }
      type User { email: String @pii }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, { types }) => ({
    field({ name, coordinate, type, directives }) {
      const isValue = !types.has(type.name) || types.get(type.name)?.kind === 'scalar'
      if (
        !isPersonal(name) ||
        !isValue ||
        directives.some((directive) => /^(?:pii|personal|sensitive)/i.test(directive))
      )
        return
      report({
        at: coordinate,
        message: `\`${coordinate}\` looks like personal data and is not marked`,
        help: 'Define `directive @pii on FIELD_DEFINITION`, and write `@pii` beside it.',
      })
    },
  }),
})
