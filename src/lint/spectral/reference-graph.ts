/** Which place refers to which, with the questions a resolver asks. Circles are allowed: a walk stops where it meets itself. */
export class ReferenceGraph {
  readonly #to = new Map<string, Set<string>>()
  readonly #from = new Map<string, Set<string>>()

  add(from: string, to: string): void {
    this.#place(from)
    this.#place(to)
    this.#to.get(from)?.add(to)
    this.#from.get(to)?.add(from)
  }

  #place(name: string): void {
    if (this.#to.has(name)) return
    this.#to.set(name, new Set())
    this.#from.set(name, new Set())
  }

  /** All that lead to a place, over any number of others, itself excluded. */
  leadingTo(name: string): Set<string> {
    return reached(name, this.#from)
  }

  /** All that a place leads to, itself excluded. */
  ledToBy(name: string): Set<string> {
    return reached(name, this.#to)
  }

  /** Every place after those it leads to; beginning where nothing leads to, in the order of adding. */
  *inOrder(): Generator<string> {
    const done = new Set<string>()
    for (const name of this.#to.keys()) if (this.#from.get(name)?.size === 0) yield* this.#below(name, done)
    for (const name of this.#to.keys()) yield* this.#below(name, done)
  }

  *#below(start: string, done: Set<string>): Generator<string> {
    const open = new Map<string, Iterator<string>>()
    const enter = (name: string) => {
      if (!done.has(name) && !open.has(name)) open.set(name, (this.#to.get(name) ?? new Set()).values())
    }
    enter(start)
    const stack = [...open.keys()]
    for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
      const next = open.get(name)?.next()
      if (next && next.done !== true) {
        const before = open.size
        enter(next.value)
        if (open.size > before) stack.push(next.value)
        continue
      }
      stack.pop()
      open.delete(name)
      done.add(name)
      yield name
    }
  }
}

function reached(start: string, edges: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const found = new Set([start])
  for (const name of found) for (const next of edges.get(name) ?? []) found.add(next)
  found.delete(start)
  return found
}
