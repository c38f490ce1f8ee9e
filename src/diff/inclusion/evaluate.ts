import { isDeepStrictEqual } from 'node:util'
import { textPattern } from '../../base/text-pattern.ts'
import type { Json, JsonObject } from '../../contract/contract.ts'
import { boundOf } from '../compare-bounds.ts'
import { child, children, get, isList, isObject, items, type Node } from '../node.ts'
import { Evaluated } from './evaluated.ts'
import { formatHolds } from './formats.ts'
import type { Budget, Reading, Truth } from './reading.ts'
import { schemasFor, scopeOf } from './scope.ts'

const deepest = 60

/** Whether a schema lets a value through, keyword by keyword (JSON Schema 2020-12, OpenAPI 3.0 where it differs). */
export class Evaluator {
  readonly #oneOf: Reading['oneOf']
  readonly #budget: Budget
  readonly #evaluated: Evaluated
  #depth = 0

  constructor({ oneOf }: Pick<Reading, 'oneOf'>, budget: Budget) {
    this.#oneOf = oneOf
    this.#budget = budget
    this.#evaluated = new Evaluated((schema, value) => this.holds(schema, value), budget)
  }

  holds(schema: Node, value: Json): Truth {
    // References that lead around in a circle without taking anything off the value end here.
    if (this.#depth >= deepest || !this.#budget.spend()) return null
    this.#depth++
    const truth = every(this.#checks(schema, value))
    this.#depth--
    return truth
  }

  /** True where all of several schemas hold. */
  holdsAll(schemas: readonly Node[], value: Json): Truth {
    return every(this.#each(schemas, value))
  }

  *#each(schemas: readonly Node[], value: Json): Iterable<Truth> {
    for (const schema of schemas) yield this.holds(schema, value)
  }

  *#checks(schema: Node, value: Json): Iterable<Truth> {
    const allowed = get(schema, 'enum')
    if (isList(allowed)) yield allowed.some((one) => isDeepStrictEqual(one, value)) || unsureOfNull(schema, value)
    // OpenAPI 3.0 as it is written in practice: `nullable` speaks for the whole schema, what is composed included.
    if (value === null && get(schema, 'nullable') === true) return
    const only = get(schema, 'const')
    if (only !== undefined) yield isDeepStrictEqual(only, value)
    yield isOfType(get(schema, 'type'), value)
    if (typeof value === 'number') yield* numberChecks(schema, value)
    if (typeof value === 'string') yield* textChecks(schema, value)
    if (isList(value)) yield* this.#listChecks(schema, value)
    if (isObject(value)) yield* this.#objectChecks(schema, value)
    yield* this.#compositionChecks(schema, value)
    if (get(schema, '$dynamicRef') !== undefined) yield null
  }

  *#listChecks(schema: Node, list: readonly Json[]): Iterable<Truth> {
    yield* sizeChecks(schema, list.length, 'Items')
    const prefix = items(schema, 'prefixItems')
    const rest = child(schema, 'items')
    for (const [index, item] of list.entries()) {
      const own = prefix[index] ?? rest
      if (own !== null) yield this.holds(own, item)
    }
    if (get(schema, 'uniqueItems') === true) yield areUnique(list)
    const contains = child(schema, 'contains')
    if (contains !== null) {
      const found = list.map((item) => this.holds(contains, item))
      const [least, most] = [boundOf(schema, 'minContains') ?? 1, boundOf(schema, 'maxContains')]
      const sure = found.filter((truth) => truth === true).length
      const unsure = found.filter((truth) => truth === null).length
      yield sure >= least ? true : sure + unsure >= least ? null : false
      if (most !== undefined) yield sure > most ? false : sure + unsure > most ? null : true
    }
    const others = child(schema, 'unevaluatedItems')
    if (others !== null)
      for (const [index, item] of list.entries())
        yield either(this.#evaluated.item(schema, list, index), () => this.holds(others, item))
  }

  *#objectChecks(schema: Node, object: JsonObject): Iterable<Truth> {
    const names = Object.keys(object)
    const required = get(schema, 'required')
    if (isList(required)) yield required.every((name) => typeof name !== 'string' || Object.hasOwn(object, name))
    yield* sizeChecks(schema, names.length, 'Properties')
    const propertyNames = child(schema, 'propertyNames')
    const scope = scopeOf(schema)
    for (const name of names) {
      if (propertyNames !== null) yield this.holds(propertyNames, name)
      const { schemas, isSure } = schemasFor(scope, name)
      for (const property of schemas) yield this.holds(property, object[name] ?? null)
      if (!isSure) yield null
    }
    const dependents = get(schema, 'dependentRequired')
    if (isObject(dependents))
      for (const [name, wanted] of Object.entries(dependents))
        if (Object.hasOwn(object, name) && isList(wanted))
          yield wanted.every((other) => Object.hasOwn(object, String(other)))
    for (const [name, dependent] of children(schema, 'dependentSchemas'))
      if (Object.hasOwn(object, name)) yield this.holds(dependent, object)
    const others = child(schema, 'unevaluatedProperties')
    if (others !== null)
      for (const name of names)
        yield either(this.#evaluated.property(schema, object, name), () => this.holds(others, object[name] ?? null))
  }

  *#compositionChecks(schema: Node, value: Json): Iterable<Truth> {
    for (const member of items(schema, 'allOf')) yield this.holds(member, value)
    const not = child(schema, 'not')
    if (not !== null) yield negated(this.holds(not, value))
    const anyOf = items(schema, 'anyOf')
    if (anyOf.length > 0) yield some(this.#each(anyOf, value))
    const oneOf = items(schema, 'oneOf')
    if (oneOf.length > 0) {
      const truths = this.#each(oneOf, value)
      yield isExclusive(schema, this.#oneOf) ? one(truths) : some(truths)
    }
    const condition = child(schema, 'if')
    if (condition === null) return
    const truth = this.holds(condition, value)
    const [consequence, alternative] = [child(schema, 'then'), child(schema, 'else')].map((branch) =>
      branch === null ? true : this.holds(branch, value),
    ) as [Truth, Truth]
    yield truth === true
      ? consequence
      : truth === false
        ? alternative
        : consequence === alternative
          ? consequence
          : null
  }
}

/** True where exactly one branch may match: a discriminator says which, so that with one no reader counts. */
export function isExclusive(schema: Node, oneOf: Reading['oneOf']): boolean {
  return oneOf === 'exactly one' && child(schema, 'discriminator') === null
}

function* numberChecks(schema: Node, value: number): Iterable<Truth> {
  const [maximum, minimum] = [boundOf(schema, 'maximum'), boundOf(schema, 'minimum')]
  const [below, above] = [boundOf(schema, 'exclusiveMaximum'), boundOf(schema, 'exclusiveMinimum')]
  if (maximum !== undefined) yield value <= maximum
  if (minimum !== undefined) yield value >= minimum
  if (below !== undefined) yield value < below
  if (above !== undefined) yield value > above
  const step = get(schema, 'multipleOf')
  if (typeof step === 'number' && step > 0) {
    const quotient = value / step
    yield Number.isInteger(quotient) ? true : Math.abs(quotient - Math.round(quotient)) < 1e-6 ? null : false
  }
  yield formatHolds(get(schema, 'format'), value)
}

function* textChecks(schema: Node, value: string): Iterable<Truth> {
  yield* sizeChecks(schema, [...value].length, 'Length')
  const pattern = get(schema, 'pattern')
  if (typeof pattern === 'string') yield textPattern(pattern)?.matches(value) ?? null
  yield formatHolds(get(schema, 'format'), value)
}

function* sizeChecks(schema: Node, size: number, of: 'Length' | 'Items' | 'Properties'): Iterable<Truth> {
  const [least, most] = [boundOf(schema, `min${of}`), boundOf(schema, `max${of}`)]
  if (least !== undefined) yield size >= least
  if (most !== undefined) yield size <= most
}

function isOfType(type: Json | undefined, value: Json): boolean {
  if (isList(type)) return type.some((one) => isOfType(one, value))
  if (typeof type !== 'string') return true
  if (type === 'integer') return typeof value === 'number' && Number.isInteger(value)
  if (type === 'fraction') return typeof value === 'number' && !Number.isInteger(value) // a name of ours, see `Type`
  if (type === 'array') return isList(value)
  if (type === 'object') return isObject(value)
  if (type === 'null') return value === null
  return typeof value === type
}

/** Whether `nullable` goes before an `enum` without null is read both ways (OpenAPI 3.0.3 decided against it). */
function unsureOfNull(schema: Node, value: Json): Truth {
  return value === null && get(schema, 'nullable') === true ? null : false
}

function areUnique(list: readonly Json[]): Truth {
  if (list.length > 500) return null
  return list.every((item, index) => !list.slice(0, index).some((other) => isDeepStrictEqual(item, other)))
}

/** True where the first is, or else what the second says. */
function either(first: Truth, second: () => Truth): Truth {
  if (first === true) return true
  const other = second()
  return other === true || first === false ? other : null
}

function every(truths: Iterable<Truth>): Truth {
  let all: Truth = true
  for (const truth of truths) {
    if (truth === false) return false
    if (truth === null) all = null
  }
  return all
}

function some(truths: Iterable<Truth>): Truth {
  let any: Truth = false
  for (const truth of truths) {
    if (truth === true) return true
    if (truth === null) any = null
  }
  return any
}

function one(truths: Iterable<Truth>): Truth {
  let [sure, unsure] = [0, 0]
  for (const truth of truths) {
    if (truth === true && ++sure > 1) return false
    if (truth === null) unsure++
  }
  return unsure > 0 ? null : sure === 1
}

function negated(truth: Truth): Truth {
  return truth === null ? null : !truth
}
