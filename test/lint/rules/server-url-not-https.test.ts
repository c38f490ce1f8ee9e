import { serverUrlNotHttps } from '#lint/rules/server-url-not-https.ts'
import { testRule } from './test-rule.ts'

testRule(serverUrlNotHttps, {
  accepts: {
    'HTTPS, relative addresses and the local machine':
      'servers: [{ url: https://a.example }, { url: /v1 }, { url: "http://localhost:8080/v1" }, { url: "http://127.0.0.1" }]',
  },
  rejects: {
    'plain HTTP, on an operation too': {
      contract:
        'servers:\n  - url: http://localhost.example/v1\npaths: { /a: { get: { servers: [{ url: "HTTP://b" }] } } }',
      findings: [
        {
          at: 'openapi.yaml:4:5',
          message: 'The server `http://localhost.example/v1` is not reached over HTTPS',
          help: 'Write `https://localhost.example/v1`.',
        },
        {
          at: 'openapi.yaml:5:35',
          message: 'The server `HTTP://b` is not reached over HTTPS',
          help: 'Write `https://b`.',
        },
      ],
    },
  },
})
