import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { load } from 'js-yaml'
import { type ParsedDocument, parseDocument } from '#base/document.ts'
import { editText } from '#base/edit-text.ts'
import type { Edit } from '#base/fix.ts'
import { pointerTo, segmentsOf, valueAt } from '#base/place.ts'
import type { Contract } from '#contract/contract.ts'
import { lint } from '#lint/lint.ts'
import { read } from '#process/judge-task.ts'
import { sourceOf } from '../../contract/contract-source.ts'
import { Random } from '../../diff/fuzz/random.ts'
import type { Texts } from './compare.ts'
import { type Json, mutated } from './mutate.ts'
import { written } from './notations.ts'

/** Something for each rule that offers a fix, in the file and behind a reference. */
const start = {
  'openapi.yaml': `openapi: 3.1.0
info: { title: Pets, version: '1.4' }
paths:
  /owners:
    get:
      parameters: [{ name: limit, in: query, schema: { type: integer }, example: '3' }]
      requestBody: { content: { application/json: { schema: { type: object, properties: {} } } } }
      responses: { '204': { description: none, content: { application/json: {} } } }
    delete:
      summary: Removes them
      requestBody: { content: { application/json: { schema: { type: object, properties: {} } } } }
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Owner' } } } }
        '204': { $ref: 'shared.yaml#/responses/Gone' }
components:
  schemas:
    Owner:
      type: object
      properties:
        email: { type: string, example: a@b.test }
        birthday: { type: string, format: date }
        age: { type: integer, example: '7' }
        pets: { type: array, items: { $ref: 'shared.yaml#/schemas/Pet' } }
      example: { email: a@b.test, age: '8' }
`,
  'shared.yaml': `responses:
  Gone: { description: gone, content: { text/plain: { example: x } } }
schemas:
  Pet: { type: object, properties: { phone: { type: string }, legs: { type: integer, examples: ['4'] }, name: { type: string, example: 5 } } }
`,
}
const values = Object.fromEntries(Object.entries(start).map(([path, text]) => [path, load(text) as Json]))

/** The fixes that all our rules offer, as `lint --fix` makes them; `null` where there is no contract. */
async function offered(texts: Texts): Promise<readonly Edit[] | null> {
  const { contract } = await read(sourceOf(texts))
  if (contract === null) return null
  const findings = await lint(contract as Contract, { name: 'r.yaml', text: 'extends: apigov:standards\n' })
  return findings.flatMap(({ fix }) => fix?.edits ?? [])
}

const madeOf = { add: 0, remove: 0, replace: 0, rename: 0, quote: 0, left: 0 }

/** A fix may bring another finding to light, as where what it takes away was the last to refer to something; not for ever. */
const mostRounds = 4

test('a fix changes what it is about and nothing else, and in the end nothing is left to fix, in whatever notation', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = new Random(seed)
      const mutant = random.chance(0.3) ? values : mutated(random, values, [values])
      const texts: Record<string, string> = Object.fromEntries(
        Object.entries(mutant).map(([path, value]) => [path, written(random, path, value).text]),
      )
      let edits = await offered(texts)
      for (let round = 0, isNew = true; edits !== null && isNew; round++) {
        assert.ok(round < mostRounds, `still offered: ${JSON.stringify(edits)}`)
        isNew = false
        for (const [path, own] of Map.groupBy(edits, ({ file }) => file)) {
          const before = texts[path] ?? ''
          texts[path] = tryFix(path, before, own)
          if (texts[path] !== before) isNew = true
        }
        edits = await offered(texts)
        assert.ok(edits, 'it is still a contract')
      }
    }),
    { numRuns: 60, seed: 1 },
  )
  assert.ok(madeOf.add > 10 && madeOf.remove > 10 && madeOf.replace > 10, JSON.stringify(madeOf))
  assert.ok(madeOf.left < (madeOf.add + madeOf.remove + madeOf.replace) / 10, JSON.stringify(madeOf))
})

/** Makes the edits, and holds the text against what they mean. */
function tryFix(path: string, text: string, edits: readonly Edit[]): string {
  const before = parsed(path, text)
  const { text: after, left } = editText(path, text, edits)
  madeOf.left += left.length
  const made = edits.filter((edit) => !left.includes(edit))
  const meant = structuredClone(before.value) as Json
  for (const edit of made) {
    madeOf[edit.kind]++
    apply(meant, edit)
  }
  const document = parsed(path, after)
  assert.deepEqual(document.problems, [])
  assert.deepEqual(document.value, meant)
  const removed = made.filter(({ kind }) => kind === 'remove').map(({ pointer }) => linesOf(before, pointer))
  const lines = text.split('\n').filter((_, index) => !removed.some(([from, to]) => index + 1 >= from && index < to))
  for (const comment of ['# é😀 ü', '# a: b', '#\t{'])
    assert.ok(after.split(comment).length >= lines.join('\n').split(comment).length, `${comment} is kept`)
  const others = new Set(text.split('\n'))
  const changed = after.split('\n').filter((line) => !others.has(line))
  assert.ok(changed.length <= made.length * 2, `lines that no edit is about are as they were: ${changed}`)
  assert.equal(after.startsWith('\ufeff'), text.startsWith('\ufeff'))
  if (text.includes('\r\n')) assert.doesNotMatch(after, /[^\r]\n/)
  return after
}

function parsed(path: string, text: string): ParsedDocument {
  return parseDocument(path, new TextEncoder().encode(text))
}

function apply(root: Json, edit: Edit): void {
  const segments = segmentsOf(edit.pointer)
  const name = segments.pop() ?? ''
  const holder = valueAt(root, pointerTo('', ...segments)) as Record<string, Json> | Json[]
  if (edit.kind === 'remove' && Array.isArray(holder)) holder.splice(Number(name), 1)
  else if (edit.kind === 'remove') delete (holder as Record<string, Json>)[name]
  else if (edit.kind === 'add' || edit.kind === 'replace') (holder as Record<string, Json>)[name] = edit.value
}

/** From the first line of a member to the last on which something in it begins. */
function linesOf(document: ParsedDocument, pointer: string): readonly [from: number, to: number] {
  const from = document.place(pointer).line
  const last = (at: string): number => {
    const value = valueAt(document.value, at)
    const below = typeof value === 'object' && value !== null ? Object.keys(value) : []
    return Math.max(document.place(at).line, ...below.map((key) => last(pointerTo(at, key))))
  }
  return [from, last(pointer)]
}
