/** Laws that hold for whole contracts, whatever they say; tried on the contracts and edits that fuzzing against oasdiff uses. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { stringify } from 'yaml'
import { readContract } from '#contract/read.ts'
import type { Change } from '#diff/change.ts'
import { diff } from '#diff/diff.ts'
import { options } from '../contracts.ts'
import { randomHalf } from './generate.ts'
import { mutated } from './mutate.ts'
import {
  documentOf,
  type Half,
  isObject,
  type Json,
  type JsonObject,
  type OpenApi,
  type Pair,
  sectionOf,
} from './pair.ts'
import { operationsOf, schemasOf } from './places.ts'
import { Random } from './random.ts'
import { randomValue } from './value.ts'

/** Random pairs, the same ones every time. */
function pairs(count: number, seed: number, openapi?: OpenApi): readonly Pair[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => {
    const version = openapi ?? random.pick<OpenApi>(['3.0.3', '3.1.0'])
    return mutated(random, { openapi: version, path: '', base: randomHalf(random, version) })
  })
}

function changesOf(base: string, revision: string): readonly Change[] {
  const [a, b] = [contractOf(base), contractOf(revision)]
  return a === null || b === null ? [] : diff(a, b, options).changes
}

function contractOf(text: string) {
  const files = new Map([['openapi.yaml', { blob: '', bytes: new TextEncoder().encode(text) }]])
  const identity = { catalog: '', api: '', version: '' }
  return readContract({ entry: 'openapi.yaml', files, refused: new Map(), identity }).contract
}

const documents = (pair: Pair) =>
  [
    JSON.stringify(documentOf([pair], 'base', pair.openapi)),
    JSON.stringify(documentOf([pair], 'revision', pair.openapi)),
  ] as const
const told = (changes: readonly Change[]) => changes.map(({ impact, rule }) => `${impact} ${rule}`)

test('laws: a contract does not differ from itself, nor from itself written as YAML', () => {
  for (const pair of pairs(150, 1)) {
    const [, revision] = documents(pair)
    assert.deepEqual(told(changesOf(revision, revision)), [])
    assert.deepEqual(told(changesOf(revision, stringify(JSON.parse(revision), { aliasDuplicateObjects: false }))), [])
  }
})

test('laws: in what order keys, parameters, values and names are written makes no difference', () => {
  for (const pair of pairs(150, 2)) {
    const [base, revision] = documents(pair)
    assert.deepEqual(told(changesOf(base, JSON.stringify(turned(JSON.parse(base))))), [], base)
    assert.deepEqual(
      told(changesOf(base, JSON.stringify(turned(JSON.parse(revision))))).sort(),
      told(changesOf(base, revision)).sort(),
      `${base}\n${revision}`,
    )
  }
})

const unordered = new Set(['required', 'enum', 'parameters', 'tags', 'type'])

/** The same document with all keys, and the lists that are sets, the other way round. */
function turned(value: Json, key = ''): Json {
  if (Array.isArray(value)) {
    const items = value.map((item) => turned(item))
    return unordered.has(key) ? items.reverse() : items
  }
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, inner]): [string, Json] => [name, turned(inner, name)])
      .reverse(),
  )
}

test('laws: whether a schema is written out or referred to makes no difference', () => {
  for (const pair of pairs(150, 3)) {
    const half = pair.base
    const [base] = documents(pair)
    const extracted = JSON.stringify(documentOf([{ ...pair, base: extractedFrom(half) }], 'base', pair.openapi))
    assert.deepEqual(told(changesOf(base, extracted)), [], `${base}\n${extracted}`)
    assert.deepEqual(told(changesOf(extracted, base)), [], `${extracted}\n${base}`)
  }
})

/** Every schema of a body or a parameter becomes a component. */
function extractedFrom(half: Half): Half {
  const copy = structuredClone(half)
  const schemas = sectionOf(copy.components, 'schemas')
  for (const [index, place] of schemasOf(copy).entries()) {
    if (place.under === 'components' || '$ref' in place.schema) continue
    schemas[`Extracted${index}`] = place.schema
    place.replace({ $ref: `#/components/schemas/Extracted${index}` })
  }
  return copy
}

test('laws: what is called safe for requests refuses no body that was accepted', (t) => {
  const random = new Random(4)
  let values = 0
  for (const pair of pairs(600, 4, '3.1.0')) {
    const [base, revision] = documents(pair)
    // What only a request or only a response has is no matter of schemas alone.
    if (/"(readOnly|writeOnly)"/.test(base + revision) || isSameRequest(pair)) continue
    const changes = changesOf(base, revision)
    if (changes.some(({ impact }) => impact !== 'safe')) continue
    for (const [was, is] of bodiesOf(JSON.parse(base), JSON.parse(revision)))
      for (let attempt = 0; attempt < 20; attempt++) {
        const value = randomValue(random, was.schema, JSON.parse(base))
        if (!was.accepts(value)) continue
        values++
        assert.ok(is.accepts(value), `${JSON.stringify(value)}\n${base}\n${revision}\n${told(changes)}`)
      }
  }
  t.diagnostic(`${values} values`)
  assert.ok(values > 300, `only ${values} values`)
})

/** True where neither bodies nor what they refer to differ, so that there is nothing to try. */
function isSameRequest({ base, revision }: Pair): boolean {
  const said = (half: Half) => [operationsOf(half).map(({ operation }) => operation['requestBody']), half.components]
  return JSON.stringify(said(base)) === JSON.stringify(said(revision))
}

interface Body {
  readonly schema: Json
  accepts(value: Json): boolean
}

/** The schemas of request bodies that are there in the same media type before and after. */
function bodiesOf(base: JsonObject, revision: JsonObject): readonly (readonly [Body, Body])[] {
  const before = bodiesIn(base)
  const after = bodiesIn(revision)
  return [...before].flatMap(([key, was]) => {
    const is = after.get(key)
    return is === undefined ? [] : [[was, is] as const]
  })
}

function bodiesIn(document: JsonObject): ReadonlyMap<string, Body> {
  const found = new Map<string, Body>()
  const paths = isObject(document['paths']) ? document['paths'] : {}
  for (const [path, pathItem] of Object.entries(paths))
    for (const [method, operation] of Object.entries(isObject(pathItem) ? pathItem : {})) {
      const body = isObject(operation) ? operation['requestBody'] : undefined
      const content = isObject(body) && isObject(body['content']) ? body['content'] : {}
      const media = content['application/json']
      if (!isObject(media) || !isObject(media['schema'])) continue
      const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false })
      const schema = { ...media['schema'], components: document['components'] ?? {} }
      found.set(`${method} ${path}`, {
        schema: media['schema'],
        accepts: ajv.compile(schema) as (value: Json) => boolean,
      })
    }
  return found
}
