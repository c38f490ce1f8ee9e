import { serverInternal } from '#lint/rules/server-internal.ts'
import { testRule } from './test-rule.ts'

testRule(serverInternal, {
  accepts: {
    'a host of the web, and an address without one': 'servers: [{ url: https://api.example.com }, { url: /v1 }]',
  },
  rejects: {
    // A public contract names one for each of 845 operations.
    'a host of the inside, once, however many operations name it': {
      contract:
        'paths:\n  /a:\n    get: { servers: [{ url: https://pets.local }] }\n    put: { servers: [{ url: https://pets.local/v1 }] }',
      findings: [
        {
          at: 'openapi.yaml:5:24',
          message: 'The server `pets.local` is one of the inside; so it is in 1 other place',
          help: 'Name the address that callers use.',
        },
      ],
    },
  },
})
