import assert from 'node:assert/strict'
import test from 'node:test'
import { listSize, readHttp2Head } from '#gateway/http2-head.ts'

const plain = [':method', 'GET', ':scheme', 'https', ':authority', 'a', ':path', '/x?y']

test('a head is told in the words of HTTP/1.1', () => {
  assert.deepEqual(readHttp2Head([...plain, 'cookie', 'a=1', 'accept', '*/*', 'cookie', 'b=2'], false), {
    method: 'GET',
    url: '/x?y',
    fields: ['accept', '*/*', 'host', 'a', 'cookie', 'a=1; b=2'],
  })
})

test('a body without a length comes in chunks, one with a length does not', () => {
  const fieldsOf = (raw: readonly string[], hasBody: boolean) => readHttp2Head(raw, hasBody).fields
  assert.deepEqual(fieldsOf(plain, true), ['host', 'a', 'transfer-encoding', 'chunked'])
  assert.deepEqual(fieldsOf([...plain, 'content-length', '5'], true), ['content-length', '5', 'host', 'a'])
})

test('a Host beside the authority stays only where it says otherwise: two are refused later', () => {
  const hosts = (host: string) => readHttp2Head([...plain, 'host', host], false).fields
  assert.deepEqual(hosts('A'), ['host', 'a'])
  assert.deepEqual(hosts('b'), ['host', 'b', 'host', 'a'])
})

test('the size of fields is their text and 32 bytes for each', () => {
  assert.equal(listSize(['abc', 'de', 'f', '']), 3 + 2 + 1 + 64)
})
