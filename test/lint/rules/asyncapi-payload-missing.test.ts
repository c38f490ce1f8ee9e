import { asyncapiPayloadMissing } from '#lint/rules/asyncapi-payload-missing.ts'
import { testRule } from './test-rule.ts'

testRule(asyncapiPayloadMissing, {
  accepts: {
    'a message that is headers alone, and one that carries nothing and says so': `channels:
  a: { messages: { m: { headers: { type: object } }, n: { payload: { type: 'null' } } } }`,
    'a payload that a trait says': 'channels: { a: { messages: { m: { traits: [{ payload: { type: object } }] } } } }',
  },
  rejects: {
    'messages of AsyncAPI 2 that say nothing, or anything': {
      contract: {
        'asyncapi.yaml': `asyncapi: 2.6.0
info: { title: T, version: 1.0.0 }
channels:
  orders:
    publish:
      message:
        oneOf:
          - name: placed
          - $ref: '#/components/messages/paid'
components:
  messages:
    paid:
      payload: true
`,
      },
      findings: [
        {
          at: 'asyncapi.yaml:8:13',
          message: '`placed` does not say what it carries',
          help: 'Describe it under `payload`; where it carries nothing, write `payload: { type: "null" }`.',
        },
        {
          at: 'asyncapi.yaml:12:5',
          message: '`paid` may carry anything',
          help: 'Describe it under `payload`; where it carries nothing, write `payload: { type: "null" }`.',
        },
      ],
    },
  },
})
