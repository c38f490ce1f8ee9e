import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { pointerTo, segmentsOf, valueAt } from '#base/place.ts'

test('a pointer escapes tildes and slashes as RFC 6901 says', () => {
  assert.equal(pointerTo('', 'paths', '/pets/{id}', 'a~b', 0), '/paths/~1pets~1{id}/a~0b/0')
  assert.deepEqual(segmentsOf('/paths/~1pets~1{id}/a~0b/0'), ['paths', '/pets/{id}', 'a~b', '0'])
  assert.deepEqual(segmentsOf('/~01'), ['~1'])
})

test('any segments survive the way into a pointer and back', () => {
  const segment = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('~', '/', '0', '1') }))
  fc.assert(
    fc.property(fc.array(segment), (segments) => assert.deepEqual(segmentsOf(pointerTo('', ...segments)), segments)),
  )
})

test('the root is the empty pointer, a text that is no pointer is the root, and a slash is the empty key', () => {
  assert.deepEqual(segmentsOf(''), [])
  assert.deepEqual(segmentsOf('paths'), [])
  assert.deepEqual(segmentsOf('/'), [''])
  assert.equal(valueAt({ '': 1 }, '/'), 1)
})

test('a pointer leads to every value of a document', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (document) => {
      const walk = (value: unknown, pointer: string): void => {
        assert.equal(valueAt(document, pointer), value)
        if (typeof value === 'object' && value !== null)
          for (const [key, child] of Object.entries(value)) walk(child, pointerTo(pointer, key))
      }
      walk(document, '')
    }),
  )
})

test('a pointer that leads nowhere, into a text, or to what every object inherits answers undefined', () => {
  const document = { list: ['a'], text: 'abc' }
  const nowhere = [
    '/gone',
    '/list/1',
    '/list/-',
    '/list/01',
    '/list/length',
    '/text/0',
    '/text/length',
    '/constructor',
    '/__proto__',
  ]
  assert.deepEqual(
    nowhere.filter((pointer) => valueAt(document, pointer) !== undefined),
    [],
  )
})
