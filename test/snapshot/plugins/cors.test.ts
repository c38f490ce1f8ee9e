import assert from 'node:assert/strict'
import test from 'node:test'
import { corsSchema } from '#snapshot/plugins/cors.ts'

const parse = (config: unknown) => corsSchema.config.safeParse(config)

test('cors: a checked config checks again to itself', () => {
  const checked = parse({ origins: ['https://app.acme.example'], headers: ['X-Tenant'], maxAge: '1h' }).data
  assert.deepEqual(checked, {
    origins: ['https://app.acme.example'],
    headers: ['x-tenant'],
    exposes: ['deprecation', 'link', 'ratelimit', 'ratelimit-policy', 'retry-after', 'sunset', 'x-request-id'],
    credentials: false,
    maxAge: 3_600_000,
  })
  assert.deepEqual(parse(checked).data, checked)
})

test('cors: an origin is whole and in the spelling of browsers', () => {
  const isOrigin = (origin: string) => parse({ origins: [origin] }).success
  for (const origin of ['*', 'https://a.example', 'http://localhost:3000', 'https://*.a.example', 'app://host'])
    assert(isOrigin(origin), origin)
  for (const origin of [
    'null',
    'a.example',
    'https://',
    'https://A.example',
    'https://a.example/',
    'https://*',
    'https://*a.example',
    'https://a.*.example',
    'https://a.example*',
    '*.a.example',
    'https://u@a.example',
    '',
  ])
    assert(!isOrigin(origin), origin)
})

test('cors: credentials are not for everybody', () => {
  const { error } = parse({ origins: ['*'], credentials: true })
  assert.match(error?.issues[0]?.message ?? '', /every page act for its visitors/)
})
