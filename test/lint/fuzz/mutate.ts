import { pointerTo } from '#base/place.ts'
import type { Random } from '../../diff/fuzz/random.ts'

export type Json = null | boolean | number | string | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json
}

/** The values of the files of one contract, by path; the first is the entry. */
export type Values = Readonly<Record<string, Json>>

/** A contract and one to four random edits of it, most of which somebody could have made by mistake. */
export function mutated(random: Random, values: Values, others: readonly Values[]): Values {
  const mutant = structuredClone(values) as Record<string, Json>
  const wanted = random.pick([1, 1, 2, 3, 4])
  for (let made = 0, tries = 0; made < wanted && tries < 30; tries++) {
    const [path, value] = random.pick(Object.entries(mutant)) ?? []
    const place = value === undefined ? undefined : random.pick(membersOf(value))
    if (path === undefined || place === undefined) continue
    const edit = random.pick(edits)
    if (edit?.({ random, values: mutant, path, others, ...place })) made++
  }
  return mutant
}

/** A value in the object or list that holds it. */
interface Member {
  readonly holder: JsonObject | Json[]
  readonly key: string
}

interface Place extends Member {
  readonly random: Random
  readonly values: Values
  readonly path: string
  readonly others: readonly Values[]
}

/** False where it changed nothing. */
type Edit = (place: Place) => boolean

/** Those that stand here more than once are made more often. */
const edits: readonly Edit[] = [
  ...[leaveOut, replace, rename, repeat, borrow, swap, wrap],
  ...[refer, refer, schemaWord, schemaWord, schemaWord],
]

export function membersOf(value: Json): readonly Member[] {
  const members: Member[] = []
  const open: Json[] = [value]
  const seen = new Set<Json>()
  for (const holder of open) {
    if (typeof holder !== 'object' || holder === null || seen.has(holder)) continue
    seen.add(holder)
    for (const [key, child] of Object.entries(holder)) {
      members.push({ holder, key })
      open.push(child)
    }
  }
  return members
}

function get({ holder, key }: Member): Json {
  return (holder as JsonObject)[key] as Json
}

/** An own property, even where the key is `__proto__`. */
function set({ holder, key }: Member, value: Json): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true })
}

const oddKeys = [
  ...['__proto__', 'hasOwnProperty', 'constructor', 'toString', 'length', '$ref', '$', '@', '', ' ', '-', '~', '/'],
  ...['200', '0', '1.0', 'true', 'null', '~1', 'a/b', 'a~b', 'a%2Fb', 'a b', 'a.b', "it's", '"', 'a: b', '#'],
  ...['é', '😀', '\u2028', 'x-é', 'x-😀', '*', '&a', '[0]', '{id}', '/{id}', '/pets/{id}/{id}', 'get', 'x-'],
]
const oddValues: readonly Json[] = [
  ...[null, true, false, 0, -0, -1, 1, 1.5, 1e21, 9007199254740992, 1e-7, '', ' ', 'x', 'a/', 'eval(1)', '<script>'],
  ...['é😀', '\u2028', '\t', 'a\nb\n', 'null', 'true', '~', '0o7', '1_000', '2020-01-01', '=', '*a', '# a', '- a'],
  ...[[], {}, [null], [[]], { a: {} }, { $ref: 3 }, { $ref: '' }, { $ref: '#' }, [1, 1], ['a', 'a'], [{}], [[], {}]],
]
const schemaWords: Readonly<Record<string, readonly Json[]>> = {
  type: ['string', 'object', 'integer', 'null', 'any', ['string', 'null'], ['string', 'string'], [], 3],
  nullable: [true, false, 'yes'],
  enum: [['a', 'b'], [1, 1], [null], [], [{}], 'a', ['cat', 'dog']],
  format: ['date', 'date-time', 'int32', 'int64', 'uuid', 'email', 'byte', 'nonsense', 3, 'uri', 'float'],
  pattern: ['^a', '(', '^\\d+$', '\\p{L}', '(a+)+$', '^😀', '', 3],
  minLength: [0, 1, 5, -1, 1.5, '1'],
  maxLength: [0, 1, 5],
  minimum: [0, 5, '5'],
  maximum: [0, 5],
  exclusiveMinimum: [true, 5],
  multipleOf: [2, 0.1, 0],
  minItems: [0, 2],
  uniqueItems: [true],
  required: [['a'], [], ['id', 'id'], ['toString'], 'id', true],
  additionalProperties: [true, false, {}, { type: 'string' }],
  properties: [{}, { a: { type: 'string' } }, { id: { readOnly: true, type: 'integer' } }, { __proto__x: {} }, []],
  items: [{}, { type: 'integer' }, [], true],
  oneOf: [[{}, {}], [{ type: 'string' }, { type: 'integer' }], []],
  anyOf: [[{ type: 'string' }], [{}, { required: ['a'] }]],
  allOf: [[{ type: 'string' }, { minLength: 2 }], [{ required: ['a'] }]],
  not: [{}, { type: 'string' }],
  const: [1, 'a', null],
  readOnly: [true],
  writeOnly: [true],
  discriminator: [{ propertyName: 'kind' }],
  example: ['a', 1, null, {}, [], { id: 1 }, { a: 'b', id: 'x' }, [1, 1], 0.3, '2020-01-01', '😀'],
  default: ['a', 1, null, {}, [], 1.5, true],
  examples: [['a'], [1], { a: { value: 3 } }, { a: { externalValue: 'x' } }, 'a', []],
  if: [{ required: ['a'] }],
  prefixItems: [[{ type: 'string' }]],
  $id: ['https://a.test/s', 'x'],
  $anchor: ['here'],
  $schema: ['http://json-schema.org/draft-07/schema#', 'x'],
  'x-é': [1],
}

function leaveOut({ holder, key }: Place): boolean {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
  return true
}

function replace(place: Place): boolean {
  set(place, structuredClone(place.random.pick(oddValues) as Json))
  return true
}

function rename(place: Place): boolean {
  const { holder, key, random } = place
  if (Array.isArray(holder)) return false
  const value = get(place)
  delete holder[key]
  set({ holder, key: random.pick(oddKeys) as string }, value)
  return true
}

/** What stands twice is written with an anchor, where the notation has them. */
function repeat({ holder, random, values, path }: Place): boolean {
  const from = random.pick(membersOf(values[path] as Json))
  if (from === undefined) return false
  const value = get(from)
  if (isWithin(value, holder)) return false
  if (Array.isArray(holder)) holder.push(value)
  else set({ holder, key: random.chance(0.5) ? from.key : (random.pick(oddKeys) as string) }, value)
  return true
}

/** What another contract says under the same key, or anywhere. */
function borrow(place: Place): boolean {
  const { random, values, others } = place
  const foreign = membersOf(Object.values(random.pick(others) ?? values)[0] as Json)
  const alike = foreign.filter(({ key }) => key === place.key)
  const from = random.pick(alike.length > 0 && random.chance(0.7) ? alike : foreign)
  if (from === undefined) return false
  const value = structuredClone(get(from))
  if (random.chance(0.5) || Array.isArray(place.holder)) set(place, value)
  else set({ holder: place.holder, key: from.key }, value)
  return true
}

function swap(place: Place): boolean {
  const { random, values, path } = place
  const other = random.pick(membersOf(values[path] as Json))
  if (other === undefined) return false
  const [one, two] = [get(place), get(other)]
  if (isWithin(one, other.holder) || isWithin(two, place.holder)) return false
  set(place, two)
  set(other, one)
  return true
}

function wrap(place: Place): boolean {
  set(place, [get(place)])
  return true
}

/** Beside what stands there, or in its place. */
function refer(place: Place): boolean {
  const { random } = place
  const value = get(place)
  const ref = randomReference(place)
  if (random.chance(0.5) && typeof value === 'object' && value !== null && !Array.isArray(value)) value['$ref'] = ref
  else set(place, random.chance(0.7) ? { $ref: ref } : { $ref: ref, description: 'eval(2)' })
  return true
}

function randomReference({ random, values, path }: Place): Json {
  const target = random.chance(0.75) ? path : (random.pick(Object.keys(values)) as string)
  const pointers = pointersIn(values[target] as Json)
  const pointer = random.pick(pointers) ?? ''
  const file = target === path && random.chance(0.95) ? '' : way(path, target)
  const odd = [
    ...['#', '', '#/', '#/components/schemas/Missing', 'missing.yaml', '#components', 'https://a.test/x.json#/a'],
    ...[`#${encodeURI(pointer)}`, `#${pointer}/`, `${file}#${pointer.replace('e', '%65')}`, `${pointer}`],
    ...[`./${file}#${pointer}`, `/${target}#${pointer}`, `#${pointer.toUpperCase()}`, null, 3],
  ]
  return random.chance(0.9) ? `${file}#${pointer}` : (random.pick(odd) ?? '#')
}

/** What references mostly lead to, and now and then anything. */
function pointersIn(value: Json): readonly string[] {
  const pointers: string[] = []
  const enter = (at: Json, pointer: string, depth: number) => {
    if (typeof at !== 'object' || at === null || depth > 7) return
    if (pointer !== '') pointers.push(pointer)
    for (const [key, child] of Object.entries(at)) enter(child, pointerTo(pointer, key), depth + 1)
  }
  enter(value, '', 0)
  return pointers
}

/** From one file to another. */
function way(from: string, to: string): string {
  const [folders, names] = [from.split('/').slice(0, -1), to.split('/')]
  while (folders.length > 0 && folders[0] === names[0]) {
    folders.shift()
    names.shift()
  }
  return [...folders.map(() => '..'), ...names].join('/')
}

function schemaWord(place: Place): boolean {
  const { random } = place
  const value = get(place)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const isSchema = ['type', 'properties', 'items', 'allOf', 'enum', 'example', 'schema'].some((word) => word in value)
  if (!isSchema && random.chance(0.9)) return false
  const target = isObject(value['schema']) ? value['schema'] : value
  const [word, meanings] = random.pick(Object.entries(schemaWords)) as [string, readonly Json[]]
  target[word] = structuredClone(random.pick(meanings) as Json)
  return true
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWithin(value: Json, holder: Json): boolean {
  return typeof value === 'object' && value !== null && holds(value, holder)
}

function holds(value: Json, sought: Json): boolean {
  if (value === sought) return true
  return typeof value === 'object' && value !== null && Object.values(value).some((child) => holds(child, sought))
}
