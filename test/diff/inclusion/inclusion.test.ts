import assert from 'node:assert/strict'
import test from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { textPattern } from '#base/text-pattern.ts'
import { Evaluator } from '#diff/inclusion/evaluate.ts'
import { Examples } from '#diff/inclusion/examples.ts'
import { isWithin } from '#diff/inclusion/inclusion.ts'
import { Prover } from '#diff/inclusion/prove.ts'
import { Budget, type Reading } from '#diff/inclusion/reading.ts'
import type { Node } from '#diff/node.ts'
import { endless, nodeOf, type Schema, schema, value } from './schemas.ts'

/** What ajv says of values, as the judge; `Root` may be referred to. */
function judge(Root: unknown): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false, ownProperties: true })
  const validate = ajv.compile({ $ref: '#/components/schemas/Root', components: { schemas: { Root } } })
  return (value) => validate(value) === true
}

const letter: Reading = { oneOf: 'exactly one', undeclared: 'may come' }
const usual: Reading = { oneOf: 'exactly one', undeclared: 'stay away' }
const budget = () => new Budget(20_000)
const runs = 100
const root = schema.filter((one) => !endless(one))

test('inclusion: a value is let through or refused as ajv does it, or nothing is said', () => {
  fc.assert(
    fc.property(root, value, (Root, one) => {
      const truth = new Evaluator(letter, budget()).holds(nodeOf(Root), one as never)
      if (truth !== null) assert.equal(truth, judge(Root)(one))
    }),
    { numRuns: runs },
  )
})

test('inclusion: what is proven to be within another schema is', () => {
  let proven = 0
  fc.assert(
    fc.property(root, root, fc.array(value, { minLength: 20, maxLength: 40 }), (one, other, values) => {
      const [a, b] = [nodeOf(one), nodeOf(other)]
      const prover = new Prover(letter, budget())
      if (!prover.isWithin(a, b)) return
      proven++
      const [inA, inB] = [judge(one), judge(other)]
      const made = new Examples(letter, budget()).of(a, b, 2)
      for (const value of [...values, ...made]) if (inA(value)) assert.ok(inB(value), JSON.stringify(value))
    }),
    { numRuns: runs },
  )
  assert.ok(proven > 5, `${proven}`)
})

test('inclusion: with the properties a schema names, what is proven to be within another schema is', () => {
  fc.assert(
    fc.property(root, root, (one, other) => {
      const [a, b] = [nodeOf(one), nodeOf(other)]
      if (!new Prover(usual, budget()).isWithin(a, b)) return
      const inB = judge(other)
      for (const value of new Examples(usual, budget()).of(a, b, 2)) assert.ok(inB(value), JSON.stringify(value))
    }),
    { numRuns: runs },
  )
})

test('inclusion: every example is one', () => {
  let made = 0
  fc.assert(
    fc.property(root, root, (one, other) => {
      const inA = judge(one)
      for (const value of new Examples(letter, budget()).of(nodeOf(one), nodeOf(other), 2)) {
        made++
        assert.ok(inA(value), JSON.stringify(value))
      }
    }),
    { numRuns: runs },
  )
  assert.ok(made > 100, `${made}`)
})

/** What is asked of two schemas, and what is answered: a counterexample as JSON where there is one. */
function answer(one: unknown, other: unknown, more: Readonly<Record<string, Schema>> = {}): string {
  const [a, b] = [nodeOf(one, more), nodeOf(other, more)]
  const found = isWithin(a, b, { was: a, undeclared: 'stay away', budget: new Budget(100_000) })
  if (found.holds === 'no') return `no: ${JSON.stringify(found.counterexample)}`
  return found.holds === 'yes' ? 'yes' : `unknown: ${found.because}`
}

const object = (properties: Schema, required: readonly string[] = [], more: Schema = {}) => ({
  ...{ type: 'object', properties, required },
  ...more,
})
const cat = object({ kind: { const: 'cat' }, lives: { type: 'integer' } }, ['kind'])
const dog = object({ kind: { const: 'dog' }, tricks: { type: 'string' } }, ['kind'])
const fish = object({ kind: { const: 'fish' } }, ['kind'])

test('inclusion: branches are told apart by what they require', () => {
  assert.equal(answer({ oneOf: [cat, dog] }, { oneOf: [fish, dog, cat] }), 'yes')
  assert.equal(answer({ oneOf: [cat, dog] }, { anyOf: [dog, cat] }), 'yes')
  assert.equal(answer({ oneOf: [cat, dog] }, { oneOf: [dog, fish] }), 'no: {"kind":"cat"}')
  assert.equal(answer(cat, { oneOf: [cat, dog] }), 'yes')
  assert.equal(answer({ oneOf: [cat, dog] }, cat), 'no: {"kind":"dog"}')
  const either = object({ kind: { enum: ['cat', 'dog'] } }, ['kind'])
  assert.equal(answer(either, { oneOf: [cat, dog] }), 'yes')
})

test('inclusion: a branch that takes what another took refuses it, where branches never overlapped', () => {
  const lively = object({ lives: { type: 'integer' } })
  assert.equal(answer({ oneOf: [cat, dog] }, { oneOf: [cat, dog, lively] }), 'no: {"kind":"cat"}')
  const [named, aged] = [object({ name: { type: 'string' } }), object({ age: { type: 'integer' } })]
  assert.equal(answer({ oneOf: [named, aged] }, { oneOf: [named, aged, lively] }), 'yes')
})

test('inclusion: schemas that lead back to themselves are compared to the end', () => {
  const list = (item: Schema, more: Schema = {}) =>
    object({ item, next: { $ref: '#/components/schemas/Root' } }, ['item'], more)
  assert.equal(answer(list({ type: 'integer' }), list({ type: 'number' })), 'yes')
  assert.equal(answer(list({ type: 'number' }), list({ type: 'integer' })), 'no: {"item":0.5}')
  // It says of itself that it is itself, which says nothing.
  assert.equal(answer({ type: 'string' }, { oneOf: [{ $ref: '#/components/schemas/Root' }] }).slice(0, 7), 'unknown')
})

test('inclusion: what hangs on a pattern that nobody can follow is open, and no pattern takes long', () => {
  const matching = (pattern: string) => ({ type: 'string', pattern })
  assert.equal(answer(matching('^[a-c]+$'), matching('^[ab]+$')), 'no: "c"')
  assert.equal(answer(matching('^a$'), matching('^a+$')), 'unknown: it hangs on `pattern`')
  assert.equal(answer(matching('(?=a)'), matching('(?=b)')), 'unknown: it hangs on `pattern`')
  assert.equal(answer(matching('^(a+)+$'), matching('^(a|aa)+$')), 'unknown: it hangs on `pattern`')
  assert.equal(textPattern('^(a+)+$')?.matches(`${'a'.repeat(5_000)}b`), false)
})

test('inclusion: forty branches that lead back to the choice are compared one by one', () => {
  const kinds = Array.from({ length: 40 }, (_, index) => `Kind${index}`)
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
  const choice = (type: string) =>
    nodeOf(
      { oneOf: kinds.map(ref) },
      Object.fromEntries(
        kinds.map((kind) => [
          kind,
          object({ kind: { const: kind }, [`of${kind}`]: { type }, next: ref('Root') }, ['kind']),
        ]),
      ),
    )
  const within = (one: string, other: string) => {
    const [a, b] = [choice(one), choice(other)]
    return isWithin(a, b, { was: a, undeclared: 'stay away', budget: new Budget(100_000) })
  }
  assert.deepEqual(within('integer', 'number'), { holds: 'yes' })
  assert.deepEqual(within('number', 'string'), {
    holds: 'no',
    counterexample: { kind: 'Kind0', ofKind0: 1 },
    isAmbiguous: false,
  })
})

test('inclusion: hard questions end unanswered', () => {
  const names = Array.from({ length: 60 }, (_, index) => `Level${index}`)
  const others = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]))
  const levels = Object.fromEntries(names.map((name) => [name, object({ ...others, id: { type: 'string' } })]))
  const budget = new Budget(100_000)
  const [a, b] = ['Level0', 'Level1'].map((name) => nodeOf({ $ref: `#/components/schemas/${name}` }, levels)) as [
    Node,
    Node,
  ]
  assert.equal(isWithin(a, b, { was: a, undeclared: 'stay away', budget }).holds, 'yes')
  assert.ok(!budget.isSpent)
  const choices = {
    oneOf: names.map((name) => ({
      allOf: names.map((other) => ({ anyOf: [{ required: [name] }, { required: [other] }] })),
    })),
  }
  assert.match(answer(choices, { not: choices }), /^unknown|^no/)
})
