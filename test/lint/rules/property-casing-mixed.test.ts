import { propertyCasingMixed } from '#lint/rules/property-casing-mixed.ts'
import { testRule } from './test-rule.ts'

testRule(propertyCasingMixed, {
  accepts: {
    'one casing, and single words, which fit any':
      'components: { schemas: { A: { properties: { aB: {}, cD: {}, e: {}, $f: {}, _links: {} } } } }',
  },
  rejects: {
    'the fewer, wherever they stand': {
      contract:
        'components:\n  schemas:\n    A: { properties: { first_name: {}, last_name: {} } }\n    B: { properties: { fullName: {} } }',
      findings: [
        {
          at: 'openapi.yaml:6:24',
          message: 'The property `fullName` is in camelCase, and most of the contract is in snake_case',
          help: 'In the next major version, call it `full_name`.',
        },
      ],
    },
  },
})
