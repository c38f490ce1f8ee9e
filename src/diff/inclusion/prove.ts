import type { Json } from '../../contract/contract.ts'
import { get, isAnnotation, type Node } from '../node.ts'
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
  withoutNull,
} from './conjunction.ts'
import { Evaluator } from './evaluate.ts'
import { implications, type Question } from './implications.ts'
import { type Budget, made, type Reading } from './reading.ts'

const deepest = 150
const mostListed = 2_000
const choosing = ['oneOf', 'anyOf', 'not', 'if', 'enum', 'const']

/**
 * Proofs that every value of one schema is one of another. What is not proven may be true all the same. Schemas that lead back to
 * themselves: a question that comes back inside a part of the value may be taken for answered, because values end; one that comes back
 * for the same value may not.
 */
export class Prover {
  readonly #reading: Reading
  readonly #budget: Budget
  readonly #evaluator: Evaluator
  /** Questions being asked. */
  readonly #open = new Set<string>()
  /** Those of them that are about the same value as the one asked last. */
  #sameValue: string[] = []
  /** Proven questions, each with the open ones that its proof takes for answered for the same value. */
  readonly #proven = new Map<string, Set<string>>()
  /** The order in which they were proven: what rests on an open one that fails is taken back with it. */
  readonly #trail: string[] = []
  /** What the proofs of open questions rest on so far. */
  readonly #restsOf = new Map<string, Set<string>>()
  readonly #failed = new Set<string>()
  readonly #named = new Map<string, number>()
  readonly #numbers = new Map<Conjunction, number>()
  #interruptions = 0
  #level = 0
  /** The first keyword of the whole that could not be proven. */
  stuckAt: string | null = null

  constructor(reading: Reading, budget: Budget) {
    this.#reading = reading
    this.#budget = budget
    this.#evaluator = new Evaluator(reading, budget)
  }

  isWithin(a: Node, b: Node): boolean {
    return this.#within(this.#conjunction([a]), b, 0)
  }

  #conjunction(schemas: readonly Node[]): Conjunction {
    return conjunctionOf(schemas, this.#reading.oneOf)
  }

  #within(a: Conjunction, b: Node, depth: number): boolean {
    if (Object.keys(b.value).every(isAnnotation)) return true
    const question = `${this.#numberOf(a)} ${sideOf(b)}`
    if (this.#failed.has(question)) return false
    const isKnown = this.#open.has(question) || this.#proven.has(question)
    if (isKnown && this.#mayRestOn(question)) return true
    if (isKnown || this.#level >= deepest || !this.#budget.spend(a.parts.length + a.choices.length)) {
      this.#interruptions++
      return false
    }
    return this.#try(question, () => this.#decides(a, b, depth))
  }

  /** Equal conjunctions have one number. A choice of thousands has a long name, and is asked about thousands of times. */
  #numberOf(a: Conjunction): number {
    let number = this.#numbers.get(a)
    if (number === undefined) {
      const name = nameOf(a)
      number = this.#named.get(name) ?? this.#named.size
      this.#named.set(name, number)
      this.#numbers.set(a, number)
    }
    return number
  }

  #try(question: string, decide: () => boolean): boolean {
    const [mark, interruptions] = [this.#trail.length, this.#interruptions]
    const rests = new Set<string>()
    this.#restsOf.set(question, rests)
    this.#open.add(question)
    this.#sameValue.push(question)
    this.#level++
    const proven = decide()
    this.#level--
    this.#sameValue.pop()
    this.#open.delete(question)
    this.#restsOf.delete(question)
    if (proven) {
      this.#proven.set(question, rests)
      this.#trail.push(question)
    } else {
      for (const resting of this.#trail.splice(mark)) this.#proven.delete(resting)
      if (interruptions === this.#interruptions) this.#failed.add(question)
    }
    return proven
  }

  /** Takes a question for answered, unless it would then rest on itself without anything taken off the value. */
  #mayRestOn(question: string): boolean {
    const rests = new Set([question])
    for (const rest of rests) for (const next of this.#proven.get(rest) ?? []) rests.add(next)
    if (this.#sameValue.some((asked) => rests.has(asked))) return false
    for (const asked of this.#sameValue) for (const rest of rests) this.#restsOf.get(asked)?.add(rest)
    return true
  }

  /** Asks about a part of the value. */
  #partWithin(part: readonly Node[], schema: Node, depth: number): boolean {
    const before = this.#sameValue
    this.#sameValue = []
    const proven = this.#within(this.#conjunction(part), schema, depth + 1)
    this.#sameValue = before
    return proven
  }

  #decides(a: Conjunction, b: Node, depth: number): boolean {
    if (this.#isEmpty(a, 2)) return true
    const listed = listedBy(a)
    if (listed !== null && listed.length <= mostListed && this.#areWithin(listed, a, b)) return true
    // What goes through a choice one branch at a time is easier to find in another choice.
    const isSplitFirst = a.choices.length > 0 && choosing.some((key) => get(b, key) !== undefined)
    const split = () =>
      a.choices.length > 0 &&
      this.#budget.spend(a.parts.length) &&
      this.#branches(a).every((branch) => this.#within(branch, b, depth))
    if (isSplitFirst && split()) return true
    return this.#follows(a, b, depth) || (!isSplitFirst && split())
  }

  #branches(a: Conjunction): readonly Conjunction[] {
    return branchesOf(a, this.#reading.oneOf)
  }

  #areWithin(values: readonly Json[], a: Conjunction, b: Node): boolean {
    return values.every((value) => this.#isRefused(value, a) || this.#evaluator.holds(b, value) === true)
  }

  #isRefused(value: Json, { parts, excluded }: Conjunction): boolean {
    return (
      this.#evaluator.holdsAll(parts, value) === false ||
      excluded.some((schema) => this.#evaluator.holds(schema, value) === true)
    )
  }

  #follows(a: Conjunction, b: Node, depth: number): boolean {
    const [, something] = withoutNull(b)
    const types = typesAllowedBy(a)
    // Null is let through; what is left has to be proven of the rest.
    if (something !== b) return this.#within(ofTypes(a, b, types, 'null'), something, depth)
    const question: Question = {
      a,
      b,
      types,
      reading: this.#reading,
      within: (schema) => this.#within(a, schema, depth),
      partWithin: (part, schema) => this.#partWithin(part, schema, depth),
      withinSome: (schemas, isExclusive) => this.#withinSome(a, schemas, isExclusive, depth),
      apartFrom: (schema) => this.#areApart(a, schema, depth),
    }
    for (const keyword of Object.keys(b.value)) {
      if (implications.get(keyword)?.(question) !== false) continue
      if (depth === 0) this.stuckAt ??= keyword
      return false
    }
    return true
  }

  #withinSome(a: Conjunction, schemas: readonly Node[], isExclusive: boolean, depth: number): boolean {
    const isOne = schemas.some(
      (schema) =>
        this.#within(a, schema, depth) &&
        (!isExclusive || schemas.every((other) => other === schema || this.#areApart(a, other, depth))),
    )
    if (isOne) return true
    const [like] = schemas
    const cases = like === undefined ? [] : this.#casesOf(a, like)
    return cases.length > 1 && cases.every((one) => this.#withinSome(one, schemas, isExclusive, depth))
  }

  /** The same values in several parts, each easier to find in one branch: by type, or by a property that must have one of a few values. */
  #casesOf(a: Conjunction, like: Node): readonly Conjunction[] {
    if (!this.#budget.spend()) return []
    const types = typesAllowedBy(a)
    if (types.size > 1) return [...types].map((type) => withPart(a, made(like, `as ${type}`, { type })))
    if (!types.has('object')) return []
    for (const name of requiredBy(a)) {
      const property = propertyOf(a, name)
      const values = property === null ? null : listedBy(this.#conjunction(property))
      if (values === null || values.length < 2 || values.length > 20) continue
      return values.map((value) => withPart(a, fixing(like, name, value)))
    }
    return []
  }

  #areApart(a: Conjunction, schema: Node, depth: number): boolean {
    const other = this.#conjunction([schema])
    const both: Conjunction = {
      parts: [...a.parts, ...other.parts],
      excluded: [...a.excluded, ...other.excluded],
      choices: [...a.choices, ...other.choices],
    }
    if (this.#isEmpty(both, 3, this.#neverIn(a))) return true
    const own: Conjunction = { ...both, excluded: other.excluded }
    return a.excluded.some((excluded) => this.#within(own, excluded, depth))
  }

  /** Tells the properties that no value of `a` has. */
  #neverIn(a: Conjunction): (name: string) => boolean {
    const named = namedBy(a)
    const isKnown = !isOpen(a, this.#reading.undeclared)
    return (name) => isKnown && !named.has(name) && propertyOf(a, name)?.length === 0
  }

  /** True where it is proven that there is no such value. */
  #isEmpty(a: Conjunction, depth: number, isNever: (name: string) => boolean = () => false): boolean {
    if (!this.#budget.spend()) return false
    if (a.excluded.some(({ value }) => Object.keys(value).every(isAnnotation))) return true
    const types = typesAllowedBy(a)
    const listed = listedBy(a)
    if (listed !== null && listed.length <= mostListed && listed.every((value) => this.#isRefused(value, a)))
      return true
    if ([...types].every((type) => this.#isEmptyOf(type, a, depth, isNever))) return true
    return (
      depth > 0 &&
      a.choices.length > 0 &&
      this.#branches(a).every((branch) => this.#isEmpty(branch, depth - 1, isNever))
    )
  }

  #isEmptyOf(type: Type, a: Conjunction, depth: number, isNever: (name: string) => boolean): boolean {
    if (type === 'null' || type === 'boolean') return false
    if (type === 'string') return crosses(a, 'minLength', 'maxLength')
    if (type === 'integer' || type === 'fraction') return isOutOfBounds(a)
    if (type === 'array')
      return (
        crosses(a, 'minItems', 'maxItems') ||
        (depth > 0 &&
          (tightest(a, 'minItems', Math.max) ?? 0) > 0 &&
          this.#isEmpty(this.#conjunction(itemOf(a, 0)), depth - 1))
      )
    return [...requiredBy(a)].some((name) => {
      const property = propertyOf(a, name)
      return isNever(name) || (depth > 0 && property !== null && this.#isEmpty(this.#conjunction(property), depth - 1))
    })
  }
}

/** Names a conjunction: the same schemas in any order have the same name. */
function nameOf({ parts, excluded, choices }: Conjunction): string {
  const names = (schemas: readonly Node[]) => [...new Set(schemas.map(sideOf))].sort().join(' & ')
  return `${names(parts)} ! ${names(excluded)} ? ${choices.map(({ members }) => names(members)).join(' ; ')}`
}

function withPart(a: Conjunction, part: Node): Conjunction {
  return { ...a, parts: [...a.parts, part] }
}

/** Objects whose property has one value and no other. */
function fixing(like: Node, name: string, value: Json): Node {
  const only = made(like, `only ${JSON.stringify(value)}`, { const: value })
  const object = made(like, `${name} = ${JSON.stringify(value)}`, { properties: { [name]: only.value } })
  return { ...object, merged: { owners: new Map(), properties: new Map([[name, only]]), allOf: [] } }
}

/** The values of other types than one. */
function ofTypes(a: Conjunction, like: Node, types: ReadonlySet<Type>, except: Type): Conjunction {
  if (!types.has(except)) return a
  const others = ['boolean', 'number', 'string', 'array', 'object']
  return withPart(a, made(like, `not ${except}`, { type: others }))
}

function crosses(a: Conjunction, least: string, most: string): boolean {
  return (tightest(a, least, Math.max) ?? 0) > (tightest(a, most, Math.min) ?? Number.POSITIVE_INFINITY)
}

function isOutOfBounds(a: Conjunction): boolean {
  const [maximum, below] = [tightest(a, 'maximum', Math.min), tightest(a, 'exclusiveMaximum', Math.min)]
  const [minimum, above] = [tightest(a, 'minimum', Math.max), tightest(a, 'exclusiveMinimum', Math.max)]
  const exceeds = (low: number | undefined, high: number | undefined) =>
    low !== undefined && high !== undefined && low > high
  const meets = (low: number | undefined, high: number | undefined) =>
    exceeds(low, high) || (low !== undefined && low === high)
  return exceeds(minimum, maximum) || meets(above, maximum) || meets(minimum, below) || meets(above, below)
}
