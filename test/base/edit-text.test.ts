import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { parseDocument } from '#base/document.ts'
import { editText } from '#base/edit-text.ts'
import type { Edit } from '#base/fix.ts'

const file = 'a.yaml'
const quote = (pointer: string): Edit => ({ kind: 'quote', file, pointer })
const rename = (pointer: string, to: string): Edit => ({ kind: 'rename', file, pointer, to })
const replace = (pointer: string, value: string | number | boolean): Edit => ({ kind: 'replace', file, pointer, value })
const remove = (pointer: string): Edit => ({ kind: 'remove', file, pointer })
const add = (pointer: string, value: string | number | boolean): Edit => ({ kind: 'add', file, pointer, value })

const yaml = `# A contract.
info:   # about
  version: '1.0'   # soon 2
paths:
  /pets/:
    # Lists them.
    get: { tags: [a, b], deprecated: true }

    post:
      description: |
        Buys one.
      tags:
        - a   # first
        - b
`
const cases: readonly (readonly [
  what: string,
  text: string,
  edit: Edit,
  edited: readonly (readonly [string, string])[],
])[] = [
  ['a key gets another name', yaml, rename('/paths/~1pets~1', '/pets'), [['/pets/:', '/pets:']]],
  ['a scalar keeps its quotes', yaml, replace('/info/version', '1.0.0'), [["'1.0'", "'1.0.0'"]]],
  ['a key is added behind the last', yaml, add('/info/title', 'T'), [['# soon 2\n', '# soon 2\n  title: T\n']]],
  [
    'a key is added behind a list',
    yaml,
    add('/paths/~1pets~1/post/x-pii', true),
    [['        - b\n', '        - b\n      x-pii: true\n']],
  ],
  ['a key is added in braces', yaml, add('/paths/~1pets~1/get/x', 'a, b'), [['true }', "true, x: 'a, b' }"]]],
  [
    'a key goes with its lines',
    yaml,
    remove('/paths/~1pets~1/post/description'),
    [['      description: |\n        Buys one.\n', '']],
  ],
  ['a key goes from braces', yaml, remove('/paths/~1pets~1/get/deprecated'), [[', deprecated: true', '']]],
  ['an item goes with its comment', yaml, remove('/paths/~1pets~1/post/tags/0'), [['        - a   # first\n', '']]],
  [
    'JSON stays JSON',
    '{\r\n\t"a": {\r\n\t\t"b": 1\r\n\t}\r\n}',
    add('/a/c', 'x'),
    [['1\r\n', '1,\r\n\t\t"c": "x"\r\n']],
  ],
  ['an empty object is filled', '{ "a": {} }', add('/a/c', 'x'), [['{}', '{"c": "x"}']]],
  ['the first key after a dash goes', '- a: 1\n  b: 2\n', remove('/0/a'), [['a: 1\n  b', 'b']]],
  ['a text with an apostrophe', "a: 'b'\n", replace('/a', "it's"), [["'b'", '"it\'s"']]],
]

for (const [what, text, edit, replaced] of cases)
  test(`edit: ${what}, and the rest of the text is left alone`, () => {
    const path = text.startsWith('{') ? 'a.json' : file
    const expected = replaced.reduce((edited, [from, to]) => edited.replace(from, to), text)
    assert.notEqual(expected, text)
    assert.deepEqual(editText(path, text, [edit]), { text: expected, left: [] })
  })

const impossible: readonly (readonly [what: string, text: string, edit: Edit])[] = [
  ['a pointer that leads nowhere', yaml, rename('/paths/~1cats', '/dogs')],
  ['a name that is taken', 'a: 1\nb: 2\n', rename('/a', 'b')],
  ['a key that is there', 'a: { b: 1 }\n', add('/a/b', 2)],
  ['what an alias stands for', 'a: &x { c: 1 }\nb: *x\n', replace('/b/c', 2)],
  ['what others have by an alias', 'a: &x { c: 1 }\nb: *x\n', replace('/a/c', 2)],
  ['the only key of a mapping', 'a:\n  b: 1\nc: 2\n', remove('/a/b')],
  ['a text that is neither YAML nor JSON', 'a: [', replace('/a', 2)],
]

for (const [what, text, edit] of impossible)
  test(`edit: ${what} is left as it is, and said to be`, () => {
    assert.deepEqual(editText(file, text, [edit]), { text, left: [edit] })
  })

/** Found by trying fixes on random contracts: the line behind a block got another end than all others. */
test('edit: what takes the place of a block ends as the lines around it do', () => {
  const text = 'info:\r\n  version: |-\r\n    1.4\r\npaths: {}\r\n'
  const edit = { kind: 'replace', file, pointer: '/info/version', value: '1.4.0' } as const
  assert.deepEqual(editText(file, text, [edit]), {
    text: 'info:\r\n  version: 1.4.0\r\npaths: {}\r\n',
    left: [],
  })
})

test('edit: several edits of one text follow each other', () => {
  const { text, left } = editText(file, yaml, [rename('/paths/~1pets~1', '/pets'), remove('/paths/~1pets/get')])
  assert.deepEqual(left, [])
  assert.equal(text, yaml.replace('/pets/:', '/pets:').replace(/ {4}get: .*\n/, ''))
})

test('edit: whatever stands in a document, an added key reads as the value it was given', () => {
  const key = fc.constantFrom('a', 'b', 'c c', "d'", '~', '1')
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 3 }, fc.string(), fc.integer(), fc.array(tie('tree'), { maxLength: 3 }), tie('map')),
    map: fc.dictionary(key, tie('tree'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  }))
  const document = fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
  fc.assert(
    fc.property(document, fc.string({ unit: 'binary' }), fc.constantFrom(0, 2), (value, text, indent) => {
      const edit = add('/zz', text)
      const { text: edited, left } = editText('a.json', JSON.stringify(value, null, indent), [edit])
      assert.deepEqual(left, [])
      assert.deepEqual(parseDocument('a.json', Buffer.from(edited)).value, { ...value, zz: text.toWellFormed() })
    }),
  )
})

test('keys are put into the quotes that others have, all at once, and those that cannot be are left', () => {
  const before = `a: # 1
  200: { 404: ok } # 2
  true: { 1: 'x', '2': y }
"b": &b { 3: z }
c: *b
`
  const { text, left } = editText(file, before, ['/a/200', '/a/true', '/a/200/404', '/b/3'].map(quote))
  assert.deepEqual(left, [])
  assert.equal(
    text,
    `a: # 1
  "200": { "404": ok } # 2
  "true": { 1: 'x', '2': y }
"b": &b { "3": z }
c: *b
`,
  )
  const some = editText(file, before, ['/a/200', '/a/true/2', '/c/3', '/nowhere', '/b'].map(quote))
  assert.deepEqual(some.left, ['/a/true/2', '/c/3', '/nowhere', '/b'].map(quote))
  assert.equal(some.text, before.replace('200:', '"200":'))
  assert.equal(editText(file, 'a: { 200: x }', [quote('/a/200')]).text, "a: { '200': x }")
})
