import assert from 'node:assert/strict'
import test from 'node:test'
import { deprecationSchema } from '#snapshot/plugins/deprecation.ts'

const parse = (config: unknown) => deprecationSchema.config.safeParse(config)

test('deprecation: takes dates and addresses, checks again to itself, and must say something', () => {
  const config = { date: '2026-11-01', sunset: '2027-06-30', successor: '/v3', documentation: 'https://docs.example/' }
  assert.deepEqual(parse(config).data, config)
  assert(!parse({}).success)
  assert(!parse({ date: '2026-11' }).success)
})

test('deprecation: an address cannot break out of its link', () => {
  for (const successor of [
    '',
    'v3',
    '/v3>; rel="next',
    '/v3\r\nx: 1',
    '/a b',
    'javascript:alert(1)',
    '//evil.example"',
  ])
    assert(!parse({ successor }).success, successor)
})
