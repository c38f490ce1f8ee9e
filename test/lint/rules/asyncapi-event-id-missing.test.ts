import { asyncapiEventIdMissing } from '#lint/rules/asyncapi-event-id-missing.ts'
import { testRule } from './test-rule.ts'

const broker = 'servers: { broker: { host: b.example.com, protocol: mqtts } }\n'

testRule(asyncapiEventIdMissing, {
  accepts: {
    'messages on a connection that delivers once': `servers: { s: { host: s.example.com, protocol: wss } }
channels: { a: { messages: { m: { payload: { type: object } } } } }`,
    'an identifier in an envelope, in a part it shares, in a trait': `${broker}channels:
  a:
    messages:
      enveloped: { payload: { properties: { metadata: { properties: { eid: {} } } } } }
      shared: { payload: { allOf: [{ $ref: '#/components/schemas/Event' }] } }
      traited: { payload: { type: object }, traits: [{ headers: { properties: { ce-id: {} } } }] }
components: { schemas: { Event: { properties: { eventId: {} } } } }`,
    'a payload in another language, of which nothing is known': `${broker}channels:
  a: { messages: { m: { payload: { schemaFormat: application/vnd.apache.avro, schema: { type: record } } } } }`,
  },
  rejects: {
    'one message among others': {
      contract: `${broker}channels:
  a:
    messages:
      known: { payload: { properties: { id: {} } } }
      unknown: { payload: { properties: { name: {} } } }`,
      findings: [
        {
          at: 'asyncapi.yaml:8:7',
          message: '`unknown` carries no identifier by which a second delivery is known',
          help: 'Put an `eventId` into its headers or its payload.',
        },
      ],
    },
    'all of them at once': {
      contract: `${broker}channels:
  a: { messages: { m: { payload: { type: object } }, n: { payload: { type: object } } } }`,
      findings: [
        {
          at: 'asyncapi.yaml:4:1',
          message: 'None of the 2 messages carries an identifier by which a second delivery is known',
          help: 'Put an `eventId` into its headers or its payload.',
        },
      ],
    },
  },
})
