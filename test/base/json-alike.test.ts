import assert from 'node:assert/strict'
import test from 'node:test'
import { defaultLimits, type ParsedDocument, parseDocument } from '#base/document.ts'

// A file that is read beside another one is read by what it says otherwise. That must be told by nothing but the time it takes.

const limits = { ...defaultLimits, maxDepth: 6 }
const parse = (text: string, like?: ParsedDocument) =>
  parseDocument('a.json', new TextEncoder().encode(text), limits, like)

/** Long enough to be gone through key by key. */
const long = 'x'.repeat(1000)
const pets = { type: 'object', properties: { name: { type: 'string' }, age: { type: 'integer', minimum: 12 } } }
const model = { info: { title: 'Pets', x: long }, schemas: { Pet: pets, Cat: [1, -2.5e3, null], x: long, y: 'å∑😀' } }
const text = JSON.stringify(model, null, 2)

/** Everything that can be asked of a document, at all pointers of it and one that leads nowhere. */
function answers({ value, problems, place, textAt }: ParsedDocument) {
  const pointers = ['/nowhere']
  const collect = (value: unknown, pointer: string) => {
    pointers.push(pointer)
    if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value)) collect(item, `${pointer}/${key}`)
  }
  collect(value, '')
  return { problems, json: JSON.stringify(value), places: pointers.map((at) => [at, place(at), textAt(at)]) }
}

const edits: Readonly<Record<string, (text: string) => string>> = {
  'nothing at all': (text) => text,
  'another value': (text) => text.replace('"integer"', '"number"'),
  'a number that begins like the old one': (text) => text.replace('12', '123'),
  'a number that the old one begins like': (text) => text.replace('12', '1'),
  'a key that came': (text) => text.replace('"Pet":', '"Dog": { "a": [] }, "Pet":'),
  'a key that went': (text) => text.replace('"title": "Pets",', ''),
  'another order': () =>
    JSON.stringify({ schemas: { y: 1, x: long, Cat: [1, -2.5e3, null], Pet: pets }, info: model.info }, null, 2),
  'other spaces': () => ` \t${JSON.stringify(model)}\r\n`,
  'an object that is empty now': (text) => text.replace(/"info": \{[^}]*\}/, '"info": {}'),
  'a list for an object': (text) => text.replace(/"info": \{[^}]*\}/, '"info": [{}]'),
  'a key in escapes': (text) => text.replace('"Pet"', '"\\u0050et"'),
  'a key that objects have anyway': (text) => text.replace('"Pet"', '"toString"'),
  'a key that objects inherit by': (text) => text.replace('"Pet"', '"__proto__"'),
  'a key that is a number': (text) => text.replace('"title"', '"7"'),
  'a key written twice': (text) => text.replace('"Pet":', '"Pet": 1, "Pet":'),
  'a key written twice in what is new': (text) => text.replace('"Pet":', '"Dog": { "a": 1, "a": 1 }, "Pet":'),
  'deeper nesting than is allowed': (text) => text.replace('"integer"', '[[[[1]]]]'),
  'as deep nesting as is allowed': (text) => text.replace('"integer"', '[1]'),
  'a comma too many': (text) => text.replace('"string"', '"string",'),
  'a comma too few': (text) => text.replace('"title": "Pets",', '"title": "Pets"'),
  'a comma at the end of a long object': (text) => text.replace('"å∑😀"', '"å∑😀",'),
  'a colon too few': (text) => text.replace('"Pet":', '"Pet"'),
  'a key without quotes': (text) => text.replace('"Pet"', 'Pet'),
  'a string that is never closed': (text) => text.replace('"string"', '"string'),
  'a line break in a string': (text) => text.replace('"string"', '"str\ning"'),
  'a value that is none': (text) => text.replace('"string"', 'string'),
  'text after the end': (text) => `${text} {}`,
  'an end that is missing': (text) => text.slice(0, -1),
  'an end in the middle': (text) => text.slice(0, text.indexOf('Cat')),
}

for (const [what, edit] of Object.entries(edits))
  test(`beside another file, ${what} reads as it does alone`, () => {
    const edited = edit(text)
    assert.deepEqual(answers(parse(edited, parse(text))), answers(parse(edited)))
  })

test('what two files say in the same signs is one value in both', () => {
  const base = parse(text)
  const revision = parse(text.replace('"Pets"', '"Animals"').replace('"Pet":', '"Dog": {}, "Pet":'), base)
  const [was, is] = [base.value, revision.value] as [typeof model, typeof model]
  assert.equal(is.schemas.Pet, was.schemas.Pet)
  assert.equal(is.schemas.Cat, was.schemas.Cat)
  assert.notEqual(is.info, was.info)
})
