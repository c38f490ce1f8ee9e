import type { Json, JsonObject } from '../../contract/contract.ts'
import { child, children, get, items, type Node } from '../node.ts'
import type { Budget, Truth } from './reading.ts'
import { schemasFor, scopeOf } from './scope.ts'

type Holds = (schema: Node, value: Json) => Truth

/** Members of members that are gone into: schemas may lead back to themselves without taking anything off the value. */
const deepest = 30

/**
 * What `unevaluatedProperties` and `unevaluatedItems` leave alone: what a schema, or one that holds in its place, has a word for
 * (JSON Schema 2020-12, 11).
 */
export class Evaluated {
  readonly #holds: Holds
  readonly #budget: Budget

  constructor(holds: Holds, budget: Budget) {
    this.#holds = holds
    this.#budget = budget
  }

  property(schema: Node, object: JsonObject, name: string): Truth {
    const named = (one: Node): Truth => {
      const { schemas, isSure } = schemasFor(scopeOf(one), name)
      return schemas.length > 0 ? true : isSure ? false : null
    }
    return this.#somewhere(schema, object, named, 'unevaluatedProperties')
  }

  item(schema: Node, list: readonly Json[], index: number): Truth {
    const described = (one: Node): Truth => {
      if (index < items(one, 'prefixItems').length || child(one, 'items') !== null) return true
      const contains = child(one, 'contains')
      return contains === null ? false : this.#holds(contains, list[index] ?? null)
    }
    return this.#somewhere(schema, list, described, 'unevaluatedItems')
  }

  /**
   * Whether a schema has a word for it, or one of those in its place that hold, where the keyword itself is a word for all that is
   * left.
   */
  #somewhere(schema: Node, whole: Json, hasWord: (schema: Node) => Truth, keyword: string, depth = 0): Truth {
    if (depth > deepest || !this.#budget.spend()) return null
    const own = depth > 0 && child(schema, keyword) !== null ? true : hasWord(schema)
    if (own === true) return true
    let found: Truth = get(schema, '$dynamicRef') === undefined ? own : null
    for (const [inPlace, holds] of this.#inPlace(schema, whole)) {
      if (holds === false) continue
      const below = this.#somewhere(inPlace, whole, hasWord, keyword, depth + 1)
      if (below === true && holds === true) return true
      if (below !== false) found = null
    }
    return found
  }

  *#inPlace(schema: Node, whole: Json): Iterable<readonly [Node, Truth]> {
    for (const member of items(schema, 'allOf')) yield [member, true]
    for (const keyword of ['anyOf', 'oneOf'])
      for (const member of items(schema, keyword)) yield [member, this.#holds(member, whole)]
    for (const [name, dependent] of children(schema, 'dependentSchemas'))
      if (typeof whole === 'object' && whole !== null && Object.hasOwn(whole, name)) yield [dependent, true]
    const condition = child(schema, 'if')
    if (condition === null) return
    const holds = this.#holds(condition, whole)
    yield [condition, holds]
    const [consequence, alternative] = [child(schema, 'then'), child(schema, 'else')]
    if (consequence !== null) yield [consequence, holds]
    if (alternative !== null) yield [alternative, holds === null ? null : !holds]
  }
}
