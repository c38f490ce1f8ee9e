import { personalDataUnmarked } from '#lint/rules/personal-data-unmarked.ts'
import { testRule } from './test-rule.ts'

const help = 'Write `x-pii: true`, or `false` where it is none.'

testRule(personalDataUnmarked, {
  accepts: {
    'what is marked, either way':
      'components: { schemas: { A: { properties: { email: { x-pii: true }, phone: { x-pii: false } } } } }',
    // `octocat/hello-world`, of a repository called `hello-world`; and what stands around the number of an account.
    'the full name of a thing that has a name, and objects, whose properties are marked':
      'components: { schemas: { A: { properties: { name: {}, full_name: {}, bank_account: { type: object } } } } }',
    'names that only hold such words':
      'components: { schemas: { A: { properties: { name: {}, streetcar: {}, emailed: {} } } } }',
  },
  rejects: {
    'names that speak of a person, in any casing': {
      contract:
        'components:\n  schemas:\n    A:\n      properties:\n        billingEmail: {}\n        DATE_OF_BIRTH: {}',
      findings: [
        {
          at: 'openapi.yaml:7:9',
          message: '`billingEmail` looks like personal data and is not marked',
          help,
          fix: 'Write `x-pii: true`.',
        },
        {
          at: 'openapi.yaml:8:9',
          message: '`DATE_OF_BIRTH` looks like personal data and is not marked',
          help,
          fix: 'Write `x-pii: true`.',
        },
      ],
    },
  },
})
