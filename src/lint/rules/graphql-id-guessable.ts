import { defineGraphqlRule, type Field, type Input } from '../graphql-rule.ts'
import { isPublic } from '../vocabulary/public.ts'

export const graphqlIdGuessable = defineGraphqlRule({
  id: 'graphql-id-guessable',
  group: 'security',
  summary:
    'Identifiers of public APIs are of type `ID` and not numbers that count up, because the next one is guessed and the total is told. Public is what no catalog says otherwise of.',
  source: 'OWASP API1:2023 Broken Object Level Authorization',
  example: {
    bad: `
      type Query { pet(id: Int!): String }`,
    good: `
      type Query { pet(id: ID!): String }`,
  },
  severity: 'info',
  isRecommended: false,
  visit(report, schema) {
    if (!isPublic(schema)) return {}
    const judge = ({ name, coordinate, type }: Field | Input, names: RegExp) => {
      if (type.name !== 'Int' || !names.test(name)) return
      report({
        at: coordinate,
        message: `\`${coordinate}\` is a number, so the next one can be guessed`,
        help: 'Let new ones be of type `ID`, with values that do not count up.',
      })
    }
    // A number beside the real identifier does no harm until something can be asked for by it.
    return { field: (field) => judge(field, /^id$/), input: (input) => judge(input, /^id$|(?:Id|_id|ID)$/) }
  },
})
