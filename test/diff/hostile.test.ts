import assert from 'node:assert/strict'
import test from 'node:test'
import type { Contract } from '#contract/contract.ts'
import { diff } from '#diff/diff.ts'
import { contractOf, options } from './contracts.ts'

type Schema = Readonly<Record<string, unknown>>

const ref = (name: string | number) => ({ $ref: `#/components/schemas/${name}` })
const list = <T>(length: number, make: (index: number) => T): T[] => Array.from({ length }, (_, index) => make(index))
const named = (schemas: readonly Schema[]) => Object.fromEntries(schemas.map((schema, index) => [index, schema]))

/** What proposals could be made of to keep the comparison busy for ever. `last` is a type that changed, as far in as can be. */
const shapes: Readonly<Record<string, (last: string) => { readonly root: Schema; readonly schemas?: object }>> = {
  'objects nested in objects': (last) => ({
    root: list(220, () => 0).reduce<Schema>((inner) => ({ type: 'object', properties: { inner } }), { type: last }),
  }),
  'a chain of references': (last) => ({
    root: ref(0),
    schemas: named([...list(20_000, (index) => ({ type: 'array', items: ref(index + 1) })), { type: last }]),
  }),
  'a chain of components that only refer to the next': (last) => ({
    root: ref(0),
    schemas: named([...list(20_000, (index) => ref(index + 1)), { type: last }]),
  }),
  'a chain of `allOf`': (last) => ({
    root: ref(0),
    schemas: named([...list(5_000, (index) => ({ allOf: [ref(index + 1)] })), { type: last }]),
  }),
  '`allOf` of the two that follow, again and again': (last) => ({
    root: ref(0),
    schemas: named([
      ...list(200, (index) => ({ allOf: [ref(index + 1), ref(Math.min(index + 2, 200))] })),
      { type: 'object', properties: { id: { type: last } } },
    ]),
  }),
  'a choice of thousands': (last) => ({
    root: { oneOf: list(2_000, (index) => ref(index)) },
    schemas: named(
      list(2_000, (index) => ({
        type: 'object',
        properties: { [`p${index}`]: { type: index === 1_999 ? last : 'null' } },
      })),
    ),
  }),
  'a choice of many that have no names': (last) => ({
    root: {
      oneOf: list(150, (index) => {
        const name = `p${index}`
        // Required, or each of them would let through what the others do.
        return { type: 'object', properties: { [name]: { type: last } }, required: [name] }
      }),
    },
  }),
  'schemas that each lead to all': (last) => ({
    root: ref(0),
    schemas: named(
      list(150, (index) => ({
        type: 'object',
        properties: { ...named(list(150, ref)), id: { type: index === 149 ? last : 'string' } },
      })),
    ),
  }),
  'patterns that other engines try for ever': (last) => ({
    root: { type: 'string', pattern: `^(a+)+${last}$`, default: 'a'.repeat(60) },
  }),
}

for (const [name, shape] of Object.entries(shapes))
  test(`hostile: ${name}: the change is found`, () => {
    const { changes } = diff(contractWith(shape('string')), contractWith(shape('integer')), options)
    assert.ok(changes.length > 0)
    assert.ok(changes.some(({ impact }) => impact !== 'safe'))
  })

function contractWith({ root, schemas = {} }: ReturnType<(typeof shapes)[string]>): Contract {
  const content = { 'application/json': { schema: root } }
  return contractOf(
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Hostile', version: '1.0.0' },
      paths: { '/x': { post: { requestBody: { content }, responses: { 200: { description: 'ok' } } } } },
      components: { schemas },
    }),
  )
}
