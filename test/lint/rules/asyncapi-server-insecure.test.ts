import { asyncapiServerInsecure } from '#lint/rules/asyncapi-server-insecure.ts'
import { testRule } from './test-rule.ts'

testRule(asyncapiServerInsecure, {
  accepts: {
    'protocols over TLS, and those of which nobody knows': `servers:
  a: { host: a.example.com, protocol: kafka-secure }
  b: { host: b.example.com, protocol: googlepubsub }`,
    'the own machine': "servers: { a: { host: 'localhost:1883', protocol: mqtt } }",
    'a scheme that says so, in AsyncAPI 2': {
      'asyncapi.yaml':
        'asyncapi: 2.6.0\ninfo: { title: T, version: 1.0.0 }\nservers: { a: { url: "wss://a.example.com", protocol: ws } }\nchannels: {}\n',
    },
  },
  rejects: {
    'each server that speaks in the open, also one kept for several documents': {
      contract: {
        'asyncapi.yaml': `asyncapi: 3.0.0
info: { title: T, version: 1.0.0 }
servers:
  a: { host: a.example.com, protocol: AMQP }
  b: { $ref: servers.yaml#/b }
`,
        'servers.yaml': 'b:\n  protocol: kafka\n  host: b.example.com\n',
      },
      findings: [
        {
          at: 'asyncapi.yaml:4:29',
          message: 'The server `a` speaks `AMQP`, without TLS',
          help: 'Reach it over TLS, and write `protocol: amqps`.',
        },
        {
          at: 'servers.yaml:2:3',
          message: 'The server `b` speaks `kafka`, without TLS',
          help: 'Reach it over TLS, and write `protocol: kafka-secure`.',
        },
      ],
    },
  },
})
