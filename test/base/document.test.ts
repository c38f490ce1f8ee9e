import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { defaultLimits, parseDocument } from '#base/document.ts'
import { valueAt } from '#base/place.ts'

const parse = (text: string, path = 'a.yaml', limits = defaultLimits) =>
  parseDocument(path, new TextEncoder().encode(text), limits)

/** Where `pointer` leads, as `line:column`. */
const at = (text: string, pointer: string, path?: string) => {
  const document = parse(text, path)
  assert.deepEqual(document.problems, [])
  const { line, column } = document.place(pointer)
  return `${line}:${column}`
}

const places: readonly (readonly [what: string, text: string, places: Readonly<Record<string, string>>])[] = [
  ['block mappings', '# head\na:\n  b: 1\nc: 2\n', { '': '2:1', '/a': '2:1', '/a/b': '3:3', '/c': '4:1' }],
  ['block lists', 'a:\n  - x\n  - b: 1\n    c: 2\n-1: 3\n', { '/a/0': '2:5', '/a/1': '3:5', '/a/1/c': '4:5' }],
  ['flow style', 'a: { b: [x, "y", {c: 1}] }\n', { '/a/b': '1:6', '/a/b/1': '1:13', '/a/b/2/c': '1:19' }],
  ['quoted keys', '"a b": 1\n\'c\': 2\n? "d"\n: 3\n', { '/a b': '1:1', '/c': '2:1', '/d': '3:3' }],
  ['quoted items', '- "a"\n- \'b\'\n', { '/0': '1:3', '/1': '2:3' }],
  [
    'block scalars',
    'a: |\n  text: no\nb:\n  - >- # why\n    x\n  - |\n\n   y\n',
    { '/a': '1:1', '/b/0': '4:5', '/b/1': '6:5' },
  ],
  [
    'tags and anchors',
    'a: &x 1\nb:\n  - !!str 2\n  - &y\n    c: 1\n',
    { '/a': '1:1', '/b/0': '3:5', '/b/1': '4:5', '/b/1/c': '5:5' },
  ],
  ['aliases', 'a: &x\n  b: 1\nc: *x\nd:\n  - *x\n', { '/c': '3:1', '/c/b': '2:3', '/d/0': '5:5', '/d/0/b': '2:3' }],
  ['merge keys', 'a: &x { b: 1, c: 2 }\nd:\n  <<: *x\n  c: 3\n', { '/d/b': '1:9', '/d/c': '4:3' }],
  ['lists of merges', 'a: &x {p: 1}\nb: &y {p: 2, q: 3}\nc:\n  <<: [*x, *y]\n', { '/c/p': '1:8', '/c/q': '2:14' }],
  ['keys that are not text', '200:\n  a: 1\ntrue: 2\n~: 3\n', { '/200/a': '2:3', '/true': '3:1', '/null': '4:1' }],
  [
    'Windows line ends',
    'a:\r\n  b: 1\r\n  c: |\r\n    x\r\n  d:\r\n    - |\r\n      y\r\n',
    { '/a/c': '3:3', '/a/d': '5:3', '/a/d/0': '6:7' },
  ],
  ['columns in UTF-16 units', '{ "😀": 1, b: 2 }', { '/😀': '1:3', '/b': '1:12' }],
  ['a byte order mark', '\ufeffa: 1\nb: 2\n', { '/a': '1:1', '/b': '2:1' }],
  ['escaped pointers', 'a/b:\n  c~d: 1\n', { '/a~1b/c~0d': '2:3' }],
  ['pointers that lead nowhere', 'a:\n  b: 1\n', { '/a/x': '1:1', '/x': '1:1', '/a/b/0/c': '2:3' }],
  ['nothing after a dash', 'a:\n  -\n  - b\n', { '/a/0': '1:1', '/a/1': '3:5' }],
  ['JSON inside YAML', '{\n\t"a": [1, {"b": 2}]\n}', { '/a/1/b': '2:12' }],
]

for (const [what, text, expected] of places)
  test(`place: ${what}`, () => {
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((pointer) => [pointer, at(text, pointer)])), expected)
  })

test('text: a JSON document knows how each of its values is written, and where there is none; YAML does not say', () => {
  const text = '{"a": {"b": [1, "}\\""], "c": -1.5e3} , "d": null}'
  const document = parse(text, 'a.json')
  const written = ['', '/a', '/a/b', '/a/b/1', '/a/c', '/d', '/a/x', '/d/x'].map((pointer) => document.textAt(pointer))
  const texts = written.map((bytes) => bytes && new TextDecoder().decode(bytes))
  assert.deepEqual(texts, [
    text,
    '{"b": [1, "}\\""], "c": -1.5e3}',
    '[1, "}\\""]',
    '"}\\""',
    '-1.5e3',
    'null',
    null,
    null,
  ])
  assert.equal(parse('a: 1\n').textAt('/a'), null)
})

test('line: the text of a line without what ends it, of a very long one what begins at the place', () => {
  const document = parse('a: 1\r\nlong: 0123456789\rc: 2')
  const line = (line: number, column: number) => document.line({ file: 'a.yaml', line, column }, 10)
  assert.deepEqual([line(1, 4), line(2, 7), line(3, 1), line(4, 1)], ['a: 1', '0123456789', 'c: 2', null])
})

test('place: JSON, whose columns count UTF-16 units, whatever bytes they take', () => {
  const text = '\ufeff{"a": "ä∑😀", "😀": 1,\r\n "b∑": {"c": 2}}'
  const expected = { '': '1:1', '/a': '1:2', '/😀': '1:15', '/b∑': '2:2', '/b∑/c': '2:9', '/x': '1:1' }
  assert.deepEqual(
    Object.fromEntries(Object.keys(expected).map((pointer) => [pointer, at(text, pointer, 'a.json')])),
    expected,
  )
  assert.equal(parse(text, 'a.json').line({ file: 'a.json', line: 2, column: 9 }, 3), '"c"')
  const [problem] = parse('{"😀": 1,\n "∑": }', 'a.json').problems
  assert.deepEqual([problem?.place.line, problem?.place.column], [2, 7])
})

test('place: JSON, whose strings hold braces and escaped quotes', () => {
  const text = '{"a": "}\\"]\\\\", "b\\u0041": [ [], {}, -1.5e3, "x", {"c": null} ], "d": {"": 1}}'
  const expected = { '': '1:1', '/a': '1:2', '/bA': '1:17', '/bA/2': '1:38', '/bA/4/c': '1:52', '/d/': '1:72' }
  assert.deepEqual(
    Object.fromEntries(Object.keys(expected).map((pointer) => [pointer, at(text, pointer, 'a.json')])),
    expected,
  )
})

test('a number stays a number, so an unquoted 1.10 can be told from a string', () => {
  assert.deepEqual(parse('a: 1.10\nb: "1.10"\nc: 2027-06-30\nd: on\n').value, {
    a: 1.1,
    b: '1.10',
    c: '2027-06-30',
    d: 'on',
  })
})

test('`__proto__` is a key like any other, in both notations', () => {
  for (const document of [parse('__proto__: { admin: true }\n'), parse('{"__proto__": {"admin": true}}', 'a.json')]) {
    assert.deepEqual(Object.keys(document.value as object), ['__proto__'])
    assert.equal((document.value as { admin?: boolean }).admin, undefined)
  }
})

/** js-yaml refuses it, where Spectral's reader and others do not: a contract that Spectral judged could not be read here. */
test('what stands in brackets may be closed below its key', () => {
  const text = `info: {
  title: "a # b" # c ]
}
tags: [
  # none {
  a,
b, 'c' # the last
]
paths:
  /a: {\r
    get: [1]\r
  }\r
  /b: "one
two"
  /c: 3
`
  const { value, place, problems } = parseDocument('a.yaml', Buffer.from(text))
  assert.deepEqual(problems, [])
  assert.deepEqual(value, {
    info: { title: 'a # b' },
    tags: ['a', 'b', 'c'],
    paths: { '/a': { get: [1] }, '/b': 'one two', '/c': 3 },
  })
  assert.deepEqual(
    ['/info/title', '/tags/2', '/paths/~1a/get/0', '/paths/~1c'].map((pointer) => {
      const { line, column } = place(pointer)
      return `${line}:${column}`
    }),
    ['2:3', '7:4', '11:11', '15:3'],
  )
})

const bomb = Array.from({ length: 9 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : `${`*a${i - 1}, `.repeat(9)}`}]`)

const troubles: readonly (readonly [
  what: string,
  path: string,
  text: string,
  place: string,
  message: string,
  help: string,
])[] = [
  [
    'a key twice',
    'a.yaml',
    'a: 1\nb: 2\na: 3\n',
    '3:1',
    'This key is written twice in one mapping',
    'Keep one of the two.',
  ],
  [
    'a key twice',
    'a.json',
    '{"a": 1,\n "b": {"c": 1, "c": 2}}',
    '2:16',
    'The key `c` is written twice in one object',
    'Keep one of the two.',
  ],
  [
    'broken',
    'a.yaml',
    'a: 1\n b: 2\n',
    '2:3',
    'This YAML cannot be read: bad indentation of a mapping entry',
    'Correct the YAML here.',
  ],
  ['tabs', 'a.yaml', 'a:\n\tb: 1\n', '2:1', 'Tabs cannot indent YAML', 'Indent with spaces.'],
  [
    'a tab beside a bracket',
    'a.yaml',
    'a:\t[1]\n',
    '1:3',
    'A tab cannot stand beside a bracket',
    'Put a space in its place.',
  ],
  [
    'a quoted paragraph at the margin',
    'a.yaml',
    'a: "x\n\ny"\n',
    '3:1',
    'This line begins too far left for what stands in brackets or quotes',
    'Indent it further than the key that it belongs to.',
  ],
  [
    'truncated',
    'a.yaml',
    'a:\n  b: "text',
    '2:11',
    'The file ends in the middle of a value',
    'Check that the file was written to its end, and close the quote or bracket.',
  ],
  [
    'truncated',
    'a.json',
    '{"a": {"b": 1',
    '1:14',
    'The file ends in the middle of the document',
    'Check that the file was written to its end.',
  ],
  ['cut inside a string', 'a.json', '{"a": "b', '1:7', 'This string is never closed', 'Correct the JSON here.'],
  [
    'trailing comma',
    'a.json',
    '{"a": 1,\n}',
    '2:1',
    'A key in double quotes is expected here',
    'Correct the JSON here.',
  ],
  [
    'text after the end',
    'a.json',
    '{} {}',
    '1:4',
    'There is more text after the end of the document',
    'Correct the JSON here.',
  ],
  ['a bare word', 'a.json', '[nul]', '1:2', 'A value is expected here', 'Correct the JSON here.'],
  ['empty', 'a.yaml', '# nothing\n', '1:1', 'The file is empty', 'Write the document, or delete the file.'],
  ['empty', 'a.json', '', '1:1', 'The file is empty', 'Write the document, or delete the file.'],
  [
    'two documents',
    'a.yaml',
    'a: 1\n---\nb: 2\n',
    '3:1',
    'The file holds more than one YAML document',
    'Split it at `---` into a file each.',
  ],
  [
    'an alias bomb',
    'a.yaml',
    bomb.join('\n'),
    '2:10',
    'The aliases stand for more than 1000000 values',
    'Use `$ref`, or write the values out.',
  ],
  [
    'many aliases',
    'a.yaml',
    `a: &a 1\nb: [${'*a, '.repeat(1001)}]`,
    '2:4006',
    'The document has too many aliases',
    'Use `$ref`, or write the values out.',
  ],
  [
    'an endless alias',
    'a.yaml',
    'a: &a\n  b: *a\n',
    '2:6',
    'An anchor holds an alias of itself',
    'Use `$ref`, or write the values out.',
  ],
  ['too deep', 'a.yaml', '['.repeat(600), '1:501', 'The nesting is deeper than 500 levels', 'Flatten the document.'],
  [
    'too deep',
    'a.json',
    `${'['.repeat(100_000)}`,
    '1:501',
    'The nesting is deeper than 500 levels',
    'Flatten the document.',
  ],
  [
    'an unknown tag',
    'a.yaml',
    'a: !!js/function x\n',
    '1:4',
    'This YAML cannot be read: unknown scalar tag !<tag:yaml.org,2002:js/function>',
    'Correct the YAML here.',
  ],
]

for (const [what, path, text, place, message, help] of troubles)
  test(`problem: ${what} in ${path}`, () => {
    const { value, problems } = parse(text, path)
    const [line, column] = place.split(':').map(Number)
    assert.deepEqual(
      { value, problems },
      { value: undefined, problems: [{ message, help, place: { file: path, line, column } }] },
    )
  })

test('problem: bytes that are not UTF-8 are placed', () => {
  const bytes = new Uint8Array([0x61, 0x3a, 0x20, 0x31, 0x0a, 0x62, 0x3a, 0x20, 0xff, 0x0a])
  assert.deepEqual(parseDocument('a.yaml', bytes).problems, [
    { message: 'The file is not UTF-8 text', help: 'Save it as UTF-8.', place: { file: 'a.yaml', line: 2, column: 4 } },
  ])
})

test('problem: a file over the limit is refused before it is read', () => {
  assert.deepEqual(parse('a: 12345\n', 'a.yaml', { ...defaultLimits, maxBytes: 8 }).problems, [
    {
      message: 'The file has 9 bytes, more than the limit of 8',
      help: 'Split it into files that refer to each other, or raise the limit.',
      place: { file: 'a.yaml', line: 1, column: 1 },
    },
  ])
})

test("GitHub's whole description is read, and a place deep in it is found", () => {
  const file = new URL('../../node_modules/@octokit/openapi/generated/api.github.com.json', import.meta.url)
  const document = parseDocument('github.json', readFileSync(file))
  assert.deepEqual(document.problems, [])
  const pointer = '/paths/~1zen/get/responses/200/description'
  assert.equal(valueAt(document.value, pointer), 'Response')
  const { line } = document.place(pointer)
  assert.equal(readFileSync(file, 'utf8').split('\n')[line - 1]?.trim(), '"description": "Response",')
})
