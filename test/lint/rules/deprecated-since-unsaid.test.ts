import { deprecatedSinceUnsaid } from '#lint/rules/deprecated-since-unsaid.ts'
import { testRule } from './test-rule.ts'

const schema = (text: string) =>
  `components: { schemas: { Pet: { properties: { kind: { deprecated: true, ${text} } } } } }`

testRule(deprecatedSinceUnsaid, {
  accepts: {
    'a date': schema('x-deprecated-since: 2026-01-31'),
    // A public contract says so 52 times.
    'a version, in words of its own': schema("x-deprecatedInVersion: '67'"),
  },
  rejects: {
    'an extension that says something else': {
      contract: schema('x-deprecatedMessage: Because.'),
      findings: [
        {
          at: 'openapi.yaml:3:47',
          message: 'The property `kind` is deprecated, and nobody knows since when',
          help: 'Write the date after `x-deprecated-since`.',
        },
      ],
    },
  },
})
