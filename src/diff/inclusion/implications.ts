import { isDeepStrictEqual } from 'node:util'
import { boundOf } from '../compare-bounds.ts'
import { covers } from '../compare-type.ts'
import { child, children, get, isAnnotation, isList, isObject, items, type Node, strings } from '../node.ts'
import { haveSameMeaning } from '../same-meaning.ts'
import {
  type Conjunction,
  isOpen,
  itemOf,
  namedBy,
  ownTypes,
  propertyOf,
  requiredBy,
  type Type,
  tightest,
} from './conjunction.ts'
import { isExclusive } from './evaluate.ts'
import type { Reading } from './reading.ts'
import { schemasFor, scopeOf } from './scope.ts'

/** Whether what `a` says makes a keyword of `b` hold, and the ways to ask on. */
export interface Question {
  readonly a: Conjunction
  readonly b: Node
  readonly types: ReadonlySet<Type>
  readonly reading: Reading
  /** True where it is proven that a value of `a` is one of another schema. */
  within(schema: Node): boolean
  /** The same of a value inside one of `a`, all that hold for it given. */
  partWithin(part: readonly Node[], schema: Node): boolean
  /** True where it is proven that exactly one, or at least one, of several lets every value of `a` through. */
  withinSome(schemas: readonly Node[], isExclusive: boolean): boolean
  /** True where it is proven that no value of `a` is one of another schema. */
  apartFrom(schema: Node): boolean
}

type Implication = (question: Question) => boolean

/** What it takes to be sure of each keyword that constrains. What is not listed only describes. */
export const implications: ReadonlyMap<string, Implication> = new Map<string, Implication>([
  ['type', ({ b, types }) => [...types].every((type) => ownTypes(b)?.has(type) ?? true)],
  ...bounds('maximum', 'exclusiveMaximum', Math.min, ['integer', 'fraction']),
  ...bounds('minimum', 'exclusiveMinimum', Math.max, ['integer', 'fraction']),
  size('maxLength', Math.min, 'string'),
  size('minLength', Math.max, 'string'),
  size('maxItems', Math.min, 'array'),
  size('minItems', Math.max, 'array'),
  ['maxProperties', hasFewProperties],
  ['minProperties', hasManyProperties],
  ['multipleOf', isMultiple],
  ['pattern', ({ a, b, types }) => !types.has('string') || saysTheSame(a, b, 'pattern')],
  ['format', hasFormat],
  ['uniqueItems', hasUniqueItems],
  ['enum', () => false],
  ['const', () => false],
  [
    'required',
    ({ a, b, types }) => !types.has('object') || strings(b, 'required').every((name) => requiredBy(a).has(name)),
  ],
  ['properties', hasProperties],
  ['patternProperties', hasProperties],
  ['additionalProperties', hasProperties],
  ['propertyNames', hasNames],
  ['dependentRequired', hasDependents],
  ['dependentSchemas', (question) => [...children(question.b, 'dependentSchemas').values()].every(question.within)],
  ['items', hasItems],
  ['prefixItems', hasItems],
  ['contains', contains],
  ['unevaluatedItems', leavesNothing('unevaluatedItems', 'array')],
  ['unevaluatedProperties', leavesNothing('unevaluatedProperties', 'object')],
  ['$dynamicRef', () => false],
  ['allOf', (question) => items(question.b, 'allOf').every(question.within)],
  [
    'anyOf',
    ({ b, withinSome }) => {
      const members = items(b, 'anyOf')
      return members.length === 0 || withinSome(members, false)
    },
  ],
  [
    'oneOf',
    ({ b, reading, withinSome }) => {
      const members = items(b, 'oneOf')
      return members.length === 0 || withinSome(members, isExclusive(b, reading.oneOf))
    },
  ],
  [
    'not',
    ({ b, apartFrom }) => {
      const not = child(b, 'not')
      return not === null || apartFrom(not)
    },
  ],
  ['if', isConditioned],
])

function bounds(
  keyword: string,
  exclusive: string,
  tighter: (a: number, b: number) => number,
  types: readonly Type[],
): readonly [string, Implication][] {
  const isBound: Implication = (question) => {
    if (!types.some((type) => question.types.has(type))) return true
    const [own, ownExclusive] = [tightest(question.a, keyword, tighter), tightest(question.a, exclusive, tighter)]
    const [wanted, wantedExclusive] = [boundOf(question.b, keyword), boundOf(question.b, exclusive)]
    const reaches = (bound: number | undefined, limit: number) => bound !== undefined && tighter(bound, limit) === bound
    const holds = wanted === undefined || reaches(own, wanted) || reaches(ownExclusive, wanted)
    return (
      holds &&
      (wantedExclusive === undefined ||
        reaches(ownExclusive, wantedExclusive) ||
        (own !== wantedExclusive && reaches(own, wantedExclusive)))
    )
  }
  return [
    [keyword, isBound],
    [exclusive, isBound],
  ]
}

function size(keyword: string, tighter: (a: number, b: number) => number, type: Type): [string, Implication] {
  return [
    keyword,
    ({ a, b, types }) => {
      const [own, wanted] = [tightest(a, keyword, tighter), boundOf(b, keyword)]
      if (!types.has(type) || wanted === undefined || (keyword.startsWith('min') && wanted <= 0)) return true
      return own !== undefined && tighter(own, wanted) === own
    },
  ]
}

function hasFewProperties({ a, b, types, reading }: Question): boolean {
  const most = boundOf(b, 'maxProperties')
  if (!types.has('object') || most === undefined) return true
  const own = tightest(a, 'maxProperties', Math.min)
  const isClosed = !isOpen(a, reading.undeclared) && !hasPatterns(a)
  return (own !== undefined && own <= most) || (isClosed && namedBy(a).size <= most)
}

function hasManyProperties({ a, b, types }: Question): boolean {
  const least = boundOf(b, 'minProperties') ?? 0
  return !types.has('object') || Math.max(tightest(a, 'minProperties', Math.max) ?? 0, requiredBy(a).size) >= least
}

function isMultiple({ a, b, types }: Question): boolean {
  const step = get(b, 'multipleOf')
  if (typeof step !== 'number' || (!types.has('integer') && !types.has('fraction'))) return true
  if (step === 1 && !types.has('fraction')) return true
  return a.parts.some((part) => {
    const own = get(part, 'multipleOf')
    return typeof own === 'number' && Number.isInteger(own) && Number.isInteger(step) && own % step === 0
      ? true
      : own === step
  })
}

function hasFormat({ a, b, types }: Question): boolean {
  const wanted = get(b, 'format')
  if (typeof wanted !== 'string' || !['string', 'integer', 'fraction'].some((type) => types.has(type as Type)))
    return true
  const names = [...types].filter((type) => type !== 'null')
  return a.parts.some((part) => {
    const own = get(part, 'format')
    return typeof own === 'string' && covers(names, wanted, own)
  })
}

function hasUniqueItems({ a, b, types }: Question): boolean {
  if (!types.has('array') || get(b, 'uniqueItems') !== true) return true
  return (tightest(a, 'maxItems', Math.min) ?? 2) < 2 || a.parts.some((part) => get(part, 'uniqueItems') === true)
}

function hasProperties({ a, b, types, reading, partWithin }: Question): boolean {
  if (!types.has('object')) return true
  const wanted = scopeOf(b)
  const [named, open] = [namedBy(a), isOpen(a, reading.undeclared)]
  for (const name of new Set([...named, ...wanted.properties.keys()])) {
    if (!named.has(name) && !open && !hasPatterns(a)) continue
    const [own, { schemas, isSure }] = [propertyOf(a, name), schemasFor(wanted, name)]
    if (own === null || !isSure || !schemas.every((schema) => partWithin(own, schema))) return false
  }
  const sources = new Set(wanted.patterns.map(([source]) => source))
  for (const part of a.parts)
    for (const [source, own] of children(part, 'patternProperties')) {
      if (!wanted.patterns.every(([, schema]) => partWithin([own], schema))) return false
      if (wanted.rest !== null && !sources.has(source) && !partWithin([own], wanted.rest)) return false
    }
  if (!open) return true
  const rest = a.parts.flatMap((part) => child(part, 'additionalProperties') ?? [])
  const unmatched = wanted.patterns.filter(([source]) => !a.parts.some((part) => says(part, source)))
  return [...unmatched.map(([, schema]) => schema), ...(wanted.rest === null ? [] : [wanted.rest])].every((schema) =>
    partWithin(rest, schema),
  )
}

function says(part: Node, source: string): boolean {
  return children(part, 'patternProperties').has(source)
}

function hasPatterns({ parts }: Conjunction): boolean {
  return parts.some((part) => get(part, 'patternProperties') !== undefined)
}

function hasNames({ a, b, types, partWithin }: Question): boolean {
  const names = child(b, 'propertyNames')
  if (!types.has('object') || names === null) return true
  const own = a.parts.flatMap((part) => child(part, 'propertyNames') ?? [])
  return own.length > 0 && partWithin(own, names)
}

function hasDependents({ a, b, types }: Question): boolean {
  const wanted = get(b, 'dependentRequired')
  if (!types.has('object') || !isObject(wanted)) return true
  return Object.entries(wanted).every(([name, others]) => {
    if (!isList(others)) return true
    const there = new Set<unknown>(requiredBy(a))
    for (const part of a.parts) {
      const own = get(part, 'dependentRequired')
      const listed = isObject(own) && Object.hasOwn(own, name) ? own[name] : undefined
      if (isList(listed)) for (const other of listed) there.add(other)
    }
    return others.every((other) => there.has(other))
  })
}

function hasItems({ a, b, types, partWithin }: Question): boolean {
  if (!types.has('array')) return true
  const [prefix, rest] = [items(b, 'prefixItems'), child(b, 'items')]
  const longest = Math.max(prefix.length, ...a.parts.map((part) => items(part, 'prefixItems').length))
  const most = tightest(a, 'maxItems', Math.min) ?? Number.POSITIVE_INFINITY
  for (let index = 0; index <= longest && index < most; index++) {
    const wanted = prefix[index] ?? rest
    if (wanted !== null && !partWithin(itemOf(a, index), wanted)) return false
  }
  return true
}

function contains({ a, b, types, partWithin }: Question): boolean {
  const wanted = child(b, 'contains')
  if (!types.has('array') || wanted === null) return true
  const [least, most] = [boundOf(b, 'minContains') ?? 1, boundOf(b, 'maxContains')]
  if (least <= 0 && most === undefined) return true
  const isAlike = a.parts.some((part) => {
    const own = child(part, 'contains')
    const ownMost = boundOf(part, 'maxContains')
    return (
      own !== null &&
      haveSameMeaning(own, wanted) &&
      (boundOf(part, 'minContains') ?? 1) >= least &&
      (most === undefined || (ownMost !== undefined && ownMost <= most))
    )
  })
  const isFull = () =>
    (tightest(a, 'minItems', Math.max) ?? 0) >= least &&
    (most === undefined || (tightest(a, 'maxItems', Math.min) ?? Number.POSITIVE_INFINITY) <= most) &&
    Array.from({ length: least + 1 }, (_, index) => itemOf(a, index)).every((item) => partWithin(item, wanted))
  return isAlike || (least <= 20 && isFull())
}

function isConditioned({ a, b, within, apartFrom }: Question): boolean {
  const [condition, consequence, alternative] = ['if', 'then', 'else'].map((key) => child(b, key))
  const holds = (schema: Node | null | undefined) => schema === null || schema === undefined || within(schema)
  if (condition === null || condition === undefined) return true
  const isAlike = a.parts.some((part) =>
    ['if', 'then', 'else'].every((key) => {
      const [own, wanted] = [child(part, key), child(b, key)]
      return own === null || wanted === null ? wanted === null : haveSameMeaning(own, wanted)
    }),
  )
  return (
    isAlike ||
    (holds(consequence) && holds(alternative)) ||
    (holds(consequence) && within(condition)) ||
    (holds(alternative) && apartFrom(condition))
  )
}

/** What is left may be anything, or cannot be there. More is not looked into. */
function leavesNothing(keyword: string, type: Type): Implication {
  return ({ b, types }) => {
    const rest = child(b, keyword)
    return !types.has(type) || rest === null || Object.keys(rest.value).every(isAnnotation)
  }
}

function saysTheSame({ parts }: Conjunction, b: Node, keyword: string): boolean {
  const wanted = get(b, keyword)
  return typeof wanted !== 'string' || parts.some((part) => isDeepStrictEqual(get(part, keyword), wanted))
}
