import assert from 'node:assert/strict'
import test from 'node:test'
import { excerptOf } from '#base/excerpt.ts'

const excerpt = (text: string, line: number, column: number) =>
  excerptOf(text.split('\n'), { file: 'openapi.yaml', line, column })

test('an excerpt is what stands below a key, whatever the key is called and however far it is indented', () => {
  const inline = 'schema:\n  type: object\n  properties:\n    id: { type: string }\nnext: 1\n'
  const component =
    'components:\n  schemas:\n    Pet:\n      type: object\n\n      properties:\n        id: { type: string }\n'
  assert.equal(excerpt(inline, 1, 1), 'type: object\nproperties:\n  id: { type: string }')
  assert.equal(excerpt(component, 3, 5), excerpt(inline, 1, 1))
})

test('an excerpt of JSON ends before the bracket that closes it', () => {
  const text = '{\n  "get": {\n    "summary": "Lists",\n    "tags": []\n  },\n  "put": {}\n}\n'
  assert.equal(excerpt(text, 2, 3), '{\n"summary": "Lists"\n"tags": []')
})

test('an excerpt of a line that is not there is empty', () => {
  assert.equal(excerpt('a: 1\n', 9, 1), '')
})
