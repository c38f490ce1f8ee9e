import { textPattern } from '../../base/text-pattern.ts'
import type { Json } from '../../contract/contract.ts'
import { boundOf } from '../compare-bounds.ts'
import { child, children, get, isList, items, type Node } from '../node.ts'
import {
  branchesOf,
  type Conjunction,
  conjunctionOf,
  isOpen,
  itemOf,
  listedBy,
  namedBy,
  propertyOf,
  requiredBy,
  sideOf,
  type Type,
  tightest,
  typesAllowedBy,
} from './conjunction.ts'
import { Evaluator } from './evaluate.ts'
import { exampleOfFormat } from './formats.ts'
import type { Budget, Reading } from './reading.ts'

/** What people read without effort before what they stumble over. */
const plainestFirst: readonly Type[] = ['string', 'integer', 'boolean', 'object', 'array', 'fraction', 'null']
/** How far below the whole what is required may go on: a chain of schemas may be longer than the stack is deep. */
const deepestNeeded = -8
const mostBranches = 64
const mostValues = 60
const mostOfOne = 8
const longestList = 50
const longestText = 1_000

/**
 * Values of a schema that are likely to tell it from another: at the edges of what either says, with and without each property, one
 * for each branch. Small ones come first. All were seen to be let through.
 */
export class Examples {
  readonly #reading: Reading
  readonly #budget: Budget
  readonly #evaluator: Evaluator
  readonly #known = new Map<string, readonly Json[]>()

  constructor(reading: Reading, budget: Budget) {
    this.#reading = reading
    this.#budget = budget
    this.#evaluator = new Evaluator(reading, budget)
  }

  /** Made one by one, as they are looked at. `depth`: how far below the whole a property may be that is not required. */
  of(schema: Node, other: Node, depth: number): Iterable<Json> {
    return this.#made([schema], [other], depth)
  }

  /** Values that hold to all of `schemas`, with an eye on what `others` say. */
  #values(schemas: readonly Node[], others: readonly Node[], depth: number): readonly Json[] {
    const question = `${schemas.map(sideOf).join()} ${[...new Set(others.map(sideOf))].join()} ${depth}`
    const known = this.#known.get(question)
    if (known !== undefined) return known
    // Until it is answered: who needs a value of this schema inside one of this schema gets none here.
    this.#known.set(question, [])
    const values = depth < deepestNeeded ? [] : [...this.#made(schemas, others, depth)]
    this.#known.set(question, values)
    return values
  }

  *#made(schemas: readonly Node[], others: readonly Node[], depth: number): Iterable<Json> {
    if (!this.#budget.spend()) return
    const hints = surroundings([...schemas, ...others])
    const whole = conjunctionOf(schemas, this.#reading.oneOf)
    const found = new Set<string>()
    for (const branch of this.#branches(whole))
      for (const value of this.#valuesOf(branch, hints, depth)) {
        if (found.size >= mostValues) return
        const text = JSON.stringify(value)
        if (found.has(text) || !this.#isValid(value, whole)) continue
        found.add(text)
        yield value
      }
  }

  #isValid(value: Json, { parts, excluded }: Conjunction): boolean {
    return (
      this.#evaluator.holdsAll(parts, value) === true &&
      excluded.every((schema) => this.#evaluator.holds(schema, value) === false)
    )
  }

  #branches(whole: Conjunction): readonly Conjunction[] {
    const done: Conjunction[] = []
    const waiting = [whole]
    for (let next = waiting.shift(); next !== undefined && done.length < mostBranches; next = waiting.shift()) {
      const branches = branchesOf(next, this.#reading.oneOf)
      if (branches.length === 0) done.push(next)
      else if (waiting.length < mostBranches && this.#budget.spend(costOf(branches))) waiting.push(...branches)
    }
    return done
  }

  *#valuesOf(branch: Conjunction, hints: readonly Node[], depth: number): Iterable<Json> {
    const listed = listedBy(branch)
    if (listed !== null) {
      yield* unlistedFirst(listed, hints).slice(0, mostValues)
      return
    }
    // What a hint lists may be all that it lets through, or all that it does not.
    for (const hint of hints) yield* (listedBy({ parts: [hint] }) ?? []).slice(0, mostOfOne)
    const types = typesAllowedBy(branch)
    for (const type of plainestFirst) if (types.has(type)) yield* this.#valuesOfType(type, branch, hints, depth)
  }

  *#valuesOfType(type: Type, branch: Conjunction, hints: readonly Node[], depth: number): Iterable<Json> {
    if (type === 'null') yield null
    else if (type === 'boolean') yield* [true, false]
    else if (type === 'integer' || type === 'fraction') yield* numbers(type, hints)
    else if (type === 'string') yield* texts(hints)
    else if (type === 'array') yield* this.#lists(branch, hints, depth)
    else yield* this.#objects(branch, hints, depth)
  }

  *#lists(branch: Conjunction, hints: readonly Node[], depth: number): Iterable<Json> {
    const sizes = new Set(edges(hints, ['minItems', 'maxItems', 'minContains', 'maxContains']))
    for (const hint of hints) sizes.add(items(hint, 'prefixItems').length)
    const least = tightest(branch, 'minItems', Math.max) ?? 0
    const counts = (depth < 0 ? [least] : [0, 1, 2, ...sizes]).filter((size) => size >= least && size <= longestList)
    const of = (index: number) =>
      this.#values(
        itemOf(branch, index),
        hints.flatMap((hint) => [
          ...[items(hint, 'prefixItems')[index] ?? child(hint, 'items') ?? []].flat(),
          ...[child(hint, 'contains') ?? []].flat(),
        ]),
        depth - 1,
      )
    for (const count of [...new Set(counts)].sort((a, b) => a - b)) {
      const choices = Array.from({ length: count }, (_, index) => of(index))
      // All alike, then all different: `uniqueItems` wants the one, who forbids a value the other.
      if (choices.some((values) => values.length === 0)) continue
      for (let taste = 0; taste < mostOfOne; taste++) {
        yield choices.map((values) => values[taste % values.length] ?? null)
        yield choices.map((values, index) => values[(taste + index) % values.length] ?? null)
      }
    }
  }

  *#objects(branch: Conjunction, hints: readonly Node[], depth: number): Iterable<Json> {
    const required = requiredBy(branch)
    const names = new Set([...required, ...namedBy(branch), ...invitedBy(branch, hints, this.#reading)])
    const values = new Map<string, readonly Json[]>()
    for (const name of names) {
      if (depth <= 0 && !required.has(name)) continue
      const property = propertyOf(branch, name)
      const others = hints.flatMap((hint) => propertyOf({ parts: [hint] }, name) ?? [])
      if (property !== null) values.set(name, this.#values(property, others, depth - 1).slice(0, mostOfOne))
    }
    const least: Record<string, Json> = Object.create(null)
    for (const name of required) {
      const [value] = values.get(name) ?? []
      if (value === undefined) return
      least[name] = value
    }
    yield plain(least)
    const most = { ...least }
    for (const [name, [value]] of values) if (value !== undefined && namedBy(branch).has(name)) most[name] = value
    const optional = [...values].filter(([name]) => !required.has(name))
    for (const [name, found] of [...values].slice(0, mostValues))
      for (const value of found) yield plain(least, name, value)
    yield plain(most)
    for (let taste = 0; taste < mostOfOne; taste++)
      yield Object.fromEntries(
        [...values].flatMap(([name, found]) => found.slice(taste, taste + 1).map((value) => [name, value])),
      )
    for (const [name] of optional.slice(0, mostValues)) {
      const { [name]: _, ...rest } = most
      yield plain(rest)
    }
    for (const [name, found] of [...values].slice(0, mostValues))
      for (const value of found) yield plain(most, name, value)
  }
}

function costOf(branches: readonly Conjunction[]): number {
  return branches.reduce((cost, { parts }) => cost + parts.length, 1)
}

/** An object as plain as one that was parsed, whatever its properties are called. */
function plain(object: Readonly<Record<string, Json>>, name?: string, value?: Json): Json {
  const copy = Object.fromEntries(Object.entries(object))
  return name === undefined
    ? copy
    : Object.fromEntries([...Object.entries(copy).filter(([key]) => key !== name), [name, value ?? null]])
}

/** Every schema that says something about the same value, whatever stands between. */
export function surroundings(schemas: readonly Node[]): readonly Node[] {
  const found = new Map<string, Node>()
  const waiting = [...schemas]
  for (let schema = waiting.shift(); schema !== undefined && found.size < mostValues; schema = waiting.shift()) {
    if (found.has(sideOf(schema))) continue
    found.set(sideOf(schema), schema)
    for (const keyword of ['allOf', 'oneOf', 'anyOf']) waiting.push(...items(schema, keyword))
    for (const keyword of ['not', 'if', 'then', 'else']) {
      const below = child(schema, keyword)
      if (below !== null) waiting.push(below)
    }
    waiting.push(...children(schema, 'dependentSchemas').values())
  }
  return [...found.values()]
}

/** Names an object may have beside its own: by a pattern, or because it is open. */
function invitedBy(branch: Conjunction, hints: readonly Node[], reading: Reading): readonly string[] {
  const patterns = (schemas: readonly Node[]) =>
    schemas.flatMap((schema) =>
      [...children(schema, 'patternProperties').keys()].flatMap((source) => textPattern(source)?.examples() ?? []),
    )
  if (!isOpen(branch, reading.undeclared)) return patterns(branch.parts)
  const named = hints.flatMap((hint) => [
    ...namedBy({ parts: [hint] }),
    ...['dependentRequired', 'dependentSchemas'].flatMap((key) => Object.keys(get(hint, key) ?? {})),
  ])
  const keys = hints.flatMap((hint) => {
    const names = child(hint, 'propertyNames')
    return names === null ? [] : [...texts([names])]
  })
  return [...named, ...patterns(hints), ...keys.slice(0, mostOfOne), 'other']
}

/** Those no hint lists go first: they are what is likely to be refused. */
function unlistedFirst(values: readonly Json[], hints: readonly Node[]): readonly Json[] {
  const lists = hints.flatMap((hint) => {
    const list = get(hint, 'enum')
    return isList(list) ? [new Set(list.map((value) => JSON.stringify(value)))] : []
  })
  const isUnlisted = (value: Json) => lists.some((list) => !list.has(JSON.stringify(value)))
  return [...values.filter(isUnlisted), ...values.filter((value) => !isUnlisted(value))]
}

/** A bound, and its neighbours. */
function edges(hints: readonly Node[], keywords: readonly string[]): readonly number[] {
  return hints.flatMap((hint) =>
    keywords.flatMap((keyword) => {
      const bound = boundOf(hint, keyword)
      return bound === undefined ? [] : [bound, bound - 1, bound + 1]
    }),
  )
}

function* numbers(type: 'integer' | 'fraction', hints: readonly Node[]): Iterable<number> {
  const bounds = edges(hints, ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'])
  const near = [1, 0, -1, 2, ...bounds, 2 ** 31, -(2 ** 31) - 1]
  if (type === 'integer') yield* near.map(Math.floor)
  else yield* [0.5, -0.5, ...bounds.flatMap((bound) => [bound - 0.5, bound + 0.5, bound])]
  for (const hint of hints) {
    const step = get(hint, 'multipleOf')
    if (typeof step === 'number' && step > 0) for (const bound of near) yield Math.ceil(bound / step) * step
  }
}

function* texts(hints: readonly Node[]): Iterable<string> {
  yield* ['a', '', 'A', '0', '-', 'a b', 'é']
  for (const hint of hints) {
    const format = exampleOfFormat(get(hint, 'format'))
    if (format !== undefined) yield format
    const pattern = get(hint, 'pattern')
    if (typeof pattern === 'string') yield* textPattern(pattern)?.examples() ?? []
  }
  const lengths = new Set(edges(hints, ['minLength', 'maxLength']))
  for (const length of [...lengths].sort((a, b) => a - b))
    if (length >= 0 && length <= longestText) yield 'a'.repeat(length)
}
