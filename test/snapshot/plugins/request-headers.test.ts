import assert from 'node:assert/strict'
import test from 'node:test'
import { requestHeadersSchema } from '#snapshot/plugins/request-headers.ts'

const parse = (config: unknown) => requestHeadersSchema.config.safeParse(config)

test('request-headers: names become lower case, and a checked config checks again to itself', () => {
  const checked = parse({ set: { 'X-Tenant': 'acme' }, remove: ['Cookie', 'Authorization'] }).data
  assert.deepEqual(checked, { add: {}, set: { 'x-tenant': 'acme' }, remove: ['cookie', 'authorization'] })
  assert.deepEqual(parse(checked).data, checked)
})

test('request-headers: what frames, routes or proves a request is not for a config to say', () => {
  for (const name of [
    'Host',
    'content-length',
    'Transfer-Encoding',
    'connection',
    'Authorization',
    'X-API-Key',
    'x-forwarded-for',
    'X-Forwarded-Anything',
    'forwarded',
    'via',
    'x-request-id',
    'te',
    'expect',
    'upgrade',
  ])
    for (const key of ['add', 'set']) assert(!parse({ [key]: { [name]: 'x' } }).success, `${key} ${name}`)
  assert(!parse({ remove: ['X-Api-Key'] }).success)
})

test('request-headers: a value is one line, a name is a token, and nothing to do is a mistake', () => {
  for (const value of ['a\r\nx-evil: 1', 'a\nb', 'a\0', ' a', 'a ', '', 'ł', 'a'.repeat(3000)])
    assert(!parse({ set: { 'x-a': value } }).success, JSON.stringify(value))
  for (const name of ['x a', 'x:a', '', 'x\r\n', 'é']) assert(!parse({ set: { [name]: 'a' } }).success, name)
  assert(!parse({}).success)
  assert(parse({ set: { 'x-a': 'Grüße, {consumer}' } }).success)
})
