import assert from 'node:assert/strict'
import test from 'node:test'
import type { Edit } from '#base/fix.ts'
import { lineEdits } from '#base/line-edits.ts'

const file = 'a.yaml'
const edits = {
  version: { kind: 'replace', file, pointer: '/info/version', value: '1.0.0' },
  title: { kind: 'add', file, pointer: '/info/title', value: '```' },
  nothing: { kind: 'remove', file, pointer: '/info/note' },
  paths: { kind: 'rename', file, pointer: '/paths', to: 'webhooks' },
} as const satisfies Record<string, Edit>
const fixOf = (...wanted: readonly (keyof typeof edits)[]) => ({
  title: 'Do it.',
  edits: wanted.map((name) => edits[name]),
})
const asked = (text: string | Uint8Array, ...fixes: readonly (readonly (keyof typeof edits)[])[]) =>
  lineEdits(
    file,
    typeof text === 'string' ? new TextEncoder().encode(text) : text,
    fixes.map((names) => fixOf(...names)),
  )

test('fixes are told as lines in the place of lines, each as the file is now', () => {
  const text = 'info:\n  version: "1"   # soon\n\tnote: n\npaths: {}\n'.replace('\t', '  ')
  assert.deepEqual(asked(text, ['version'], ['title'], ['nothing'], ['version', 'title'], ['version', 'paths']), [
    { from: 2, to: 2, lines: ['  version: "1.0.0"   # soon'] },
    { from: 3, to: 3, lines: ['  note: n', "  title: '```'"] },
    { from: 3, to: 3, lines: [] },
    { from: 2, to: 3, lines: ['  version: "1.0.0"   # soon', '  note: n', "  title: '```'"] },
    { from: 2, to: 4, lines: ['  version: "1.0.0"   # soon', '  note: n', 'webhooks: {}'] },
  ])
})

test('a fix that leads nowhere, into another file or into lines that text cannot carry is told by no lines', () => {
  assert.deepEqual(asked('a: 1\n', ['nothing']), [null])
  assert.deepEqual(lineEdits('b.yaml', new TextEncoder().encode('info: { version: 1 }'), [fixOf('version')]), [null])
  assert.deepEqual(asked('info:\r\n  version: 1\r\n', ['version']), [null], 'its line ends would be lost')
  assert.deepEqual(asked('\ufeffinfo: { version: 1 }\n', ['version']), [null], 'its byte order mark would be lost')
  assert.deepEqual(asked(new Uint8Array([0x69, 0xff]), ['version']), [null])
})
