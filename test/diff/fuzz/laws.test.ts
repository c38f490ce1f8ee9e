/** Laws that hold for whole contracts, whatever they say; tried on the contracts and edits that fuzzing against oasdiff uses. */
import assert from 'node:assert/strict'
import test from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
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
import { schemasOf } from './places.ts'
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

const pairsPerSeed = Number(process.env['LAW_PAIRS'] ?? '100')
const fixedSeeds = [4, 5, 6]
const randomSeeds = Number(process.env['LAW_SEEDS'] ?? '2')

// `oneOf: [{type: string, maxLength: 2}, {type: integer}]` became `oneOf: [{type: string, maxLength: 2}, {}]`, which was called safe
// branch by branch, though `"a"` then matched both. So whole choices are asked for as well.
test('laws: what is called safe refuses no body that was accepted, and lets none come that was not announced', (t) => {
  let values = 0
  // The same seeds every time, and some that were never tried; what fails says with which.
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      values += valuesTried(new Random(seed), pairs(pairsPerSeed, seed, '3.1.0'))
    }),
    {
      numRuns: fixedSeeds.length + randomSeeds,
      examples: fixedSeeds.map((seed) => [seed] as [number]),
      endOnFailure: true,
    },
  )
  t.diagnostic(`${values} values`)
  assert.ok(values > 300, `only ${values} values`)
})

function valuesTried(random: Random, tried: readonly Pair[]): number {
  let values = 0
  for (const pair of tried) {
    const [base, revision] = documents(pair)
    // What only a request or only a response has is no matter of schemas alone.
    if (/"(readOnly|writeOnly)"/.test(base + revision)) continue
    const [before, after] = [JSON.parse(base), JSON.parse(revision)]
    const bodies = bodiesOf(before, after)
    // A schema that is itself by way of `allOf` says nothing, and the referee never comes to an end of it.
    if (bodies.length === 0 || isEndless(before) || isEndless(after)) continue
    const changes = changesOf(base, revision)
    for (const [was, is] of bodies) {
      if (changes.some(({ impact, direction }) => impact !== 'safe' && direction !== opposite[was.direction])) continue
      const isRequest = was.direction === 'request'
      const [sender, reader, document] = isRequest ? [was, is, before] : [is, was, after]
      for (let attempt = 0; attempt < 20; attempt++) {
        const value = randomValue(random, sender.schema, document)
        if (!sender.accepts(value)) continue
        values++
        // Branches that overlapped before were never read as "exactly one".
        const isRead = reader.accepts(value) || (reader.acceptsLoosely(value) && hasOverlap(random, was, before))
        assert.ok(isRead, `${was.direction} ${JSON.stringify(value)}\n${base}\n${revision}\n${told(changes)}`)
      }
    }
  }
  return values
}

/** True where a value is found that only the letter of `oneOf` refuses. */
function hasOverlap(random: Random, { schema, accepts, acceptsLoosely }: Body, document: JsonObject): boolean {
  const made = Array.from({ length: 200 }, () => randomValue(random, schema, document))
  const plain: readonly Json[] = [null, true, 0, 1, 60, 0.5, '', 'a', 'ab', [], [0], ['a'], {}]
  return [...plain, ...made].some((value) => !accepts(value) && acceptsLoosely(value))
}

function isEndless(document: JsonObject): boolean {
  const schemas = within(within(document, 'components'), 'schemas')
  const ways = ['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', '$ref', 'dependentSchemas']
  /** The components whose schemas a schema applies to the very same value. */
  const appliedBy = (schema: Json | undefined): readonly string[] => {
    if (typeof schema === 'string') return schema.startsWith('#/') ? [schema.slice(schema.lastIndexOf('/') + 1)] : []
    if (Array.isArray(schema)) return schema.flatMap(appliedBy)
    return isObject(schema) ? ways.flatMap((way) => appliedBy(schema[way])) : []
  }
  return Object.keys(schemas).some((name) => {
    const reached = new Set(appliedBy(schemas[name]))
    for (const next of reached) for (const further of appliedBy(schemas[next])) reached.add(further)
    return reached.has(name)
  })
}

const opposite = { request: 'response', response: 'request' } as const

interface Body {
  readonly direction: 'request' | 'response'
  readonly schema: Json
  accepts(value: Json): boolean
  /** With every `oneOf` read as `anyOf`. */
  acceptsLoosely(value: Json): boolean
}

/** The bodies that are there in the same media type before and after, where they or what they refer to differ. */
function bodiesOf(base: JsonObject, revision: JsonObject): readonly (readonly [Body, Body])[] {
  const after = new Map(schemasOfBodies(revision))
  const areSame = JSON.stringify(base['components']) === JSON.stringify(revision['components'])
  return [...schemasOfBodies(base)].flatMap(([key, was]) => {
    const is = after.get(key)
    if (is === undefined || (areSame && JSON.stringify(was) === JSON.stringify(is))) return []
    const direction = key.endsWith(' request') ? 'request' : 'response'
    return [[bodyOf(direction, was, base), bodyOf(direction, is, revision)] as const]
  })
}

function bodyOf(direction: Body['direction'], schema: JsonObject, document: JsonObject): Body {
  const whole = { ...schema, components: document['components'] ?? {} }
  const accepts = compiled(JSON.stringify(whole))
  const acceptsLoosely = compiled(JSON.stringify(whole).replaceAll('"oneOf":', '"anyOf":'))
  return { direction, schema, accepts, acceptsLoosely }
}

/** Compiled when first asked: most bodies are never tried, as something else about them is no longer safe. */
function compiled(schema: string): (value: Json) => boolean {
  let validate: ((value: Json) => boolean) | undefined
  return (value) => {
    validate ??= new Ajv2020({ strict: false, validateFormats: false, logger: false }).compile(JSON.parse(schema)) as (
      value: Json,
    ) => boolean
    return validate(value)
  }
}

function* schemasOfBodies(document: JsonObject): Iterable<readonly [string, JsonObject]> {
  for (const [path, pathItem] of Object.entries(within(document, 'paths')))
    for (const [method, operation] of Object.entries(isObject(pathItem) ? pathItem : {})) {
      if (!isObject(operation)) continue
      const schema = schemaOf(operation['requestBody'])
      if (schema !== null) yield [`${method} ${path} request`, schema]
      for (const [status, response] of Object.entries(within(operation, 'responses'))) {
        const schema = schemaOf(response)
        if (schema !== null) yield [`${method} ${path} ${status}`, schema]
      }
    }
}

function schemaOf(body: Json | undefined): JsonObject | null {
  const media = isObject(body) ? within(within(body, 'content'), 'application/json') : {}
  return isObject(media['schema']) ? media['schema'] : null
}

function within(value: JsonObject, key: string): JsonObject {
  const inner = value[key]
  return isObject(inner) ? inner : {}
}
