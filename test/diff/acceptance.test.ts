/** The law of a compatible change, tried on schemas and values of every keyword there is, with ajv as the judge. */
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Examples } from '#diff/inclusion/examples.ts'
import { Budget } from '#diff/inclusion/reading.ts'
import { readerOf } from './acceptance.ts'
import { changesOf } from './contracts.ts'
import { edited, endless, nodeOf, value } from './inclusion/schemas.ts'

type Direction = 'request' | 'response'

/** An operation with a body of the schema, under a name by which the schema may refer to itself. */
function contractWith(Root: unknown, direction: Direction): string {
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Root' } } }
  const answer = { 200: { description: 'ok', content } }
  const post = direction === 'request' ? { requestBody: { content }, responses: {} } : { responses: answer }
  const info = { title: 'Random', version: '1.0.0' }
  return JSON.stringify({ openapi: '3.1.0', info, paths: { '/x': { post } }, components: { schemas: { Root } } })
}

const pair = edited.filter((sides) => !sides.some(endless))
const values = fc.array(value, { minLength: 10, maxLength: 20 })

for (const direction of ['request', 'response'] as const) {
  const senders = direction === 'request' ? 'clients sent' : 'now comes'
  const readers = direction === 'request' ? 'now refused' : 'was never announced'
  test(`acceptance: where something that ${senders} is ${readers}, a change is breaking or dangerous`, (t) => {
    let tried = 0
    fc.assert(
      fc.property(pair, values, ([base, revision], some) => {
        const changes = changesOf(contractWith(base, direction), contractWith(revision, direction))
        if (changes.some(({ impact }) => impact !== 'safe')) return
        const [sent, read] = direction === 'request' ? [base, revision] : [revision, base]
        const [sender, reader, before] = [readerOf(sent), readerOf(read), readerOf(base)]
        const letter = { oneOf: 'exactly one', undeclared: 'may come' } as const
        const made = new Examples(letter, new Budget(5_000)).of(nodeOf(sent), nodeOf(read), 2)
        const all: readonly unknown[] = [...some, ...made]
        // Branches that overlapped before were never read as "exactly one".
        const hadOverlap = () => all.some((one) => !before.accepts(one) && before.acceptsLoosely(one))
        for (const one of all) {
          if (!sender.acceptsNamed(one)) continue
          tried++
          const isRead = reader.accepts(one) || (reader.acceptsLoosely(one) && hadOverlap())
          assert.ok(isRead, `${JSON.stringify(one)}: ${changes.map(({ message }) => message).join('; ')}`)
        }
      }),
      { numRuns: 150 },
    )
    t.diagnostic(`${tried} values`)
    assert.ok(tried > 20, `only ${tried} values`)
  })
}
