import assert from 'node:assert/strict'
import test from 'node:test'
import { summarise } from '#contract/summarise.ts'
import { contractOf } from './contract-source.ts'

test('a summary says where the schemes for keys put them, each place once', () => {
  const contract = contractOf({
    'o.yaml': `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths: {}
components:
  securitySchemes:
    q: { type: apiKey, in: query, name: api_key }
    again: { type: apiKey, in: query, name: api_key }
    c: { $ref: 'schemes.yaml#/session' }
    h: { type: apiKey, in: header, name: X-Acme-Key }
    nameless: { type: apiKey, in: query }
    elsewhere: { type: apiKey, in: body, name: key }
    bearer: { type: http, scheme: bearer }
`,
    'schemes.yaml': 'session: { type: apiKey, in: cookie, name: Session }\n',
  })
  assert.deepEqual(summarise(contract).keyPlaces, [
    { in: 'cookie', name: 'Session' },
    { in: 'header', name: 'x-acme-key' },
    { in: 'query', name: 'api_key' },
  ])
})
