import { deprecatedSuccessorUnsaid } from '#lint/rules/deprecated-successor-unsaid.ts'
import { testRule } from './test-rule.ts'

const schema = (text: string) =>
  `components: { schemas: { Pet: { properties: { kind: { deprecated: true, ${text} } } } } }`

testRule(deprecatedSuccessorUnsaid, {
  accepts: {
    'a description that names it': schema('description: Use `species` instead.'),
    // A public contract says so 49 times.
    'an extension that names it': schema('x-deprecatedMessage: Use `species` instead.'),
  },
  rejects: {
    'a description that says what it is': {
      contract: schema('description: What it is.'),
      findings: [
        {
          at: 'openapi.yaml:3:47',
          message: 'The property `kind` is deprecated, and nobody knows what to use instead',
          help: 'Say so in its `description`, as in `Use … instead`.',
        },
      ],
    },
  },
})
