import { secretInAddress } from '#lint/rules/secret-in-address.ts'
import { testRule } from './test-rule.ts'

const parameters = (text: string) => `paths:\n  /a:\n    get:\n      parameters: [${text}]`

testRule(secretInAddress, {
  accepts: {
    'tokens of pages, and names of secrets': parameters(
      '{ name: page_token, in: query }, { name: token, in: query }, { name: secret_name, in: path }',
    ),
    'a secret in a header': parameters('{ name: X-Api-Key, in: header }'),
  },
  rejects: {
    'a secret, however it is written': {
      contract: parameters('{ name: newPassword, in: query }, { name: client_secret, in: path }'),
      findings: [
        {
          at: 'openapi.yaml:6:20',
          message: '`newPassword` looks like a secret and travels in the query',
          help: 'Take it in a header or in the body.',
        },
        {
          at: 'openapi.yaml:6:54',
          message: '`client_secret` looks like a secret and travels in the path',
          help: 'Take it in a header or in the body.',
        },
      ],
    },
  },
})
