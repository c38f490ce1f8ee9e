import { secretInExample } from '#lint/rules/secret-in-example.ts'
import { testRule } from './test-rule.ts'

const help = 'Revoke it where it is valid, and write one that is plainly made up.'

testRule(secretInExample, {
  accepts: {
    'what is plainly made up, and secrets only spoken of':
      'components: { schemas: { A: { example: your-token, description: AKIAIOSFODNN7EXAMPLE } } }',
  },
  rejects: {
    'secrets anywhere in an example, a default or an enum': {
      contract: `components:
  schemas:
    A:
      default: ghp_${'a1'.repeat(18)}
      enum: [x, "-----BEGIN RSA PRIVATE KEY-----"]
  examples:
    b: { value: { headers: [{ auth: AKIAIOSFODNN7EXAMPLE }] } }`,
      findings: [
        { at: 'openapi.yaml:6:7', message: 'This looks like a GitHub token', help },
        { at: 'openapi.yaml:7:17', message: 'This looks like a private key', help },
        { at: 'openapi.yaml:9:31', message: 'This looks like an AWS access key', help },
      ],
    },
  },
})
