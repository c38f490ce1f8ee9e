import { type Described, defineGraphqlRule } from '../graphql-rule.ts'
import { reportNames } from '../vocabulary/graphql-names.ts'

export const graphqlEnumValueNotUpperCase = defineGraphqlRule({
  id: 'graphql-enum-value-not-upper-case',
  group: 'shape',
  summary: 'Values of enums are written in UPPER_CASE, so that a query shows what is a value and what is a name.',
  source: 'GraphQL specification (September 2025), Appendix D: Names',
  example: {
    bad: `
      type Query { size: Size }
      enum Size { small, veryLarge }`,
    good: `
      type Query { size: Size }
      enum Size { SMALL, VERY_LARGE }`,
  },
  severity: 'warning',
  isRecommended: true,
  visit(report) {
    const elements: Described[] = []
    return {
      value: (value) => elements.push(value),
      end: () =>
        reportNames(report, {
          elements,
          noun: 'values of enums',
          wanted: /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/,
          casing: 'UPPER_CASE',
        }),
    }
  },
})
