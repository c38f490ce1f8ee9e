/** All `given`s of a ruleset as one machine, so that a document is walked once for all of them. */
import type { Filter } from './filter.ts'
import type { JsonPath } from './json-path.ts'

/** A `given`, and whoever asked for it. */
export interface Expression<T> {
  readonly path: JsonPath
  readonly askers: readonly T[]
}

interface Item {
  readonly id: number
  readonly expression: Expression<unknown>
  readonly position: number
}

/** What happens on the way to a child. */
export interface Transition<T> {
  /** Expressions that end at the child, whatever it is. */
  readonly ends: readonly Expression<T>[]
  readonly filtered: readonly { readonly filter: Filter; readonly ends: readonly Expression<T>[] }[]
  readonly next: State<T>
}

/** How far each expression has come. Equal states are one object. */
export interface State<T> {
  readonly id: number
  /** In ascending order. */
  readonly items: readonly Item[]
  readonly byKey: Map<string | number, Transition<T>>
  rest: Transition<T> | null
}

export class Automaton<T> {
  readonly start: State<T>
  readonly #items: Item[] = []
  readonly #states = new Map<string, State<T>>()
  readonly #named = new Set<string | number>()
  readonly #combined = new Map<string, State<T>>()

  constructor(expressions: readonly Expression<T>[]) {
    const first: Item[] = []
    for (const expression of expressions)
      expression.path.steps.forEach((step, position) => {
        for (const key of step.keys ?? []) this.#named.add(key)
        const item = { id: this.#items.length, expression, position }
        this.#items.push(item)
        if (position === 0) first.push(item)
      })
    this.start = this.#state(first)
  }

  /** Most keys are in no expression, and share one transition. */
  transition(state: State<T>, key: string | number): Transition<T> {
    if (!this.#named.has(key)) {
      state.rest ??= this.#transition(state, null)
      return state.rest
    }
    let transition = state.byKey.get(key)
    if (!transition) {
      transition = this.#transition(state, key)
      state.byKey.set(key, transition)
    }
    return transition
  }

  /** What is in one state and not in the other. */
  without(state: State<T>, other: State<T>): State<T> {
    return this.#combine('-', state, other, () => {
      const ids = new Set(other.items.map(({ id }) => id))
      return state.items.filter(({ id }) => !ids.has(id))
    })
  }

  together(state: State<T>, other: State<T>): State<T> {
    return this.#combine('+', state, other, () => [...state.items, ...other.items])
  }

  #combine(sign: string, state: State<T>, other: State<T>, items: () => readonly Item[]): State<T> {
    const question = `${state.id}${sign}${other.id}`
    let answer = this.#combined.get(question)
    if (!answer) {
      answer = this.#state(items())
      this.#combined.set(question, answer)
    }
    return answer
  }

  #transition(state: State<T>, key: string | number | null): Transition<T> {
    const ends: Expression<T>[] = []
    const filtered = new Map<Filter, Expression<T>[]>()
    const next: Item[] = []
    for (const item of state.items) {
      const expression = item.expression as Expression<T>
      const step = expression.path.steps[item.position]
      if (!step) continue
      if (step.deep) next.push(item)
      if (step.keys !== null && (key === null || !step.keys.includes(key))) continue
      const isLast = item.position === expression.path.steps.length - 1
      const following = this.#items[item.id + 1]
      if (!isLast && following) next.push(following)
      else if (step.filter === null) ends.push(expression)
      else filtered.set(step.filter, [...(filtered.get(step.filter) ?? []), expression])
    }
    return {
      ends,
      filtered: [...filtered].map(([filter, expressions]) => ({ filter, ends: expressions })),
      next: this.#state(next),
    }
  }

  #state(items: readonly Item[]): State<T> {
    const sorted = [...new Set(items)].sort((a, b) => a.id - b.id)
    const name = sorted.map(({ id }) => id).join()
    let state = this.#states.get(name)
    if (!state) {
      state = { id: this.#states.size, items: sorted, byKey: new Map(), rest: null }
      this.#states.set(name, state)
    }
    return state
  }
}
