import assert from 'node:assert/strict'
import test from 'node:test'
import { responseHeadersSchema } from '#snapshot/plugins/response-headers.ts'

const parse = (config: unknown) => responseHeadersSchema.config.safeParse(config)

test('response-headers: a checked config checks again to itself', () => {
  const checked = parse({ set: { 'Strict-Transport-Security': 'max-age=31536000' }, remove: ['Server'] }).data
  assert.deepEqual(checked, { add: {}, set: { 'strict-transport-security': 'max-age=31536000' }, remove: ['server'] })
  assert.deepEqual(parse(checked).data, checked)
})

test('response-headers: framing, and what the gateway and other plugins say, is not for it to change', () => {
  for (const name of [
    'Content-Length',
    'transfer-encoding',
    'Connection',
    'x-request-id',
    'via',
    'RateLimit',
    'www-authenticate',
    'Access-Control-Allow-Origin',
    'sunset',
    'content-encoding',
  ]) {
    assert(!parse({ set: { [name]: 'x' } }).success, name)
    assert(!parse({ remove: [name] }).success, name)
  }
  assert(!parse({}).success)
})
