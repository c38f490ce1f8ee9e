import { personalDataUnmarked } from '#lint/rules/personal-data-unmarked.ts'
import { testRule } from './test-rule.ts'

const asyncapi = (text: string) => ({ 'asyncapi.yaml': `asyncapi: 3.0.0\ninfo: { title: T, version: 1.0.0 }\n${text}` })

testRule(personalDataUnmarked, {
  accepts: {
    'names in a payload that is no JSON Schema': asyncapi(`channels:
  a: { messages: { m: { payload: { schemaFormat: application/vnd.apache.avro, schema: { properties: { email: {} } } } } } }
`),
  },
  rejects: {
    'payloads of messages, also where they name their language': {
      contract: asyncapi(`channels:
  a:
    messages:
      m: { payload: { properties: { email: {} } } }
      n:
        payload:
          schemaFormat: application/schema+json;version=draft-07
          schema:
            properties:
              lastName: {}
`),
      findings: [
        {
          at: 'asyncapi.yaml:6:37',
          message: '`email` looks like personal data and is not marked',
          help: 'Write `x-pii: true`, or `false` where it is none.',
          fix: 'Write `x-pii: true`.',
        },
        {
          at: 'asyncapi.yaml:12:15',
          message: '`lastName` looks like personal data and is not marked',
          help: 'Write `x-pii: true`, or `false` where it is none.',
          fix: 'Write `x-pii: true`.',
        },
      ],
    },
  },
})
