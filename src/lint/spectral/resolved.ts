/**
 * A document of one file with its references followed, as `@stoplight/json-ref-resolver` follows them, which is Spectral's: the same
 * value at the same path, the same references left alone because they lead back to where they stand. Only quicker: it works on a
 * copy of what holds references instead of on drafts, and asks each question about the graph once.
 */
import { pathToPointer, pointerToPath, startsWith } from '@stoplight/json'
import { DepGraph, type Graph } from './internals.ts'
import { ReferenceGraph } from './reference-graph.ts'

type Container = Record<string, unknown>

/** What Spectral's resolver answers, and what a walk over it may rely on. */
export interface Resolution {
  readonly result: unknown
  readonly graph: unknown
  readonly errors: readonly ResolutionError[]
  readonly sharing: Sharing
}

interface ResolutionError {
  readonly code: 'POINTER_MISSING'
  readonly message: string
  readonly path: readonly string[]
  readonly uri: string
  readonly uriStack: readonly string[]
  readonly pointerStack: readonly string[]
}

/** Which objects of a resolved document can be met in more than one way. */
export interface Sharing {
  /** What references lead to. */
  readonly targets: ReadonlySet<object>
  /** The references that were followed, by what holds one and the key it stands under: the keys written beside `$ref`. */
  readonly references: ReadonlyMap<object, ReadonlyMap<string, ReadonlySet<string>>>
  /** True where Spectral places a finding by the object alone: nothing stands beside a `$ref`, and no `$ref` was left alone. */
  readonly isPlain: boolean
}

interface Reference {
  readonly path: readonly string[]
  readonly pointer: string
  readonly target: string
  /** The keys written beside `$ref`. */
  readonly beside: readonly string[]
}

/** `null` where the document holds a reference to another file, or one that is not a plain pointer: Spectral's own resolver is asked then. */
export function resolveWithin(root: object, source: string): Resolution | null {
  const reading = new Reading(root)
  if (!reading.isPlain) return null
  return follow(reading, source)
}

/** Finds the references, and copies what holds them. */
class Reading {
  readonly references: Reference[] = []
  readonly copy: Container
  isPlain = true
  readonly #path: string[] = []

  constructor(root: object) {
    this.copy = this.#read(root as Container, '#') as Container
  }

  #read(value: Container, pointer: string): object {
    if (pointer === '#' && isReference(value)) this.isPlain = false
    let copy: Container | null = null
    for (const key of Object.keys(value)) {
      if (key === '__proto__') this.isPlain = false
      if (!this.isPlain) return value
      const child = value[key]
      if (typeof child !== 'object' || child === null) continue
      const childPointer = `${pointer}/${escaped(key)}`
      this.#path.push(key)
      const read = this.#child(child as Container, childPointer)
      this.#path.pop()
      if (read === child && !isReference(child)) continue
      copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Container
      copy[key] = read
    }
    return copy ?? value
  }

  #child(child: Container, pointer: string): object {
    if (!isReference(child)) return this.#read(child, pointer)
    const target = child['$ref']
    const beside = Object.keys(child).filter((key) => key !== '$ref')
    if (plainPointer.test(target)) this.references.push({ path: [...this.#path], pointer, target, beside })
    else this.isPlain = false
    return child
  }
}

/** What `urijs` leaves as it is. */
const plainPointer = /^#\/[^\s#]*$/

function isReference(value: object): value is { readonly $ref: string } {
  return '$ref' in value && typeof value.$ref === 'string'
}

function escaped(key: string): string {
  return key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key
}

function follow({ references, copy }: Reading, source: string): Resolution {
  const graphs = graphsOf(references, source, copy)
  const { pointers, stems, graph, refMap } = graphs
  const beside = new Map(references.map((reference) => [reference.pointer, reference.beside]))
  const targets = new Set<object>()
  const followed = new Map<object, Map<string, ReadonlySet<string>>>()
  const errors: ResolutionError[] = []
  let isPlain = graphs.isPlain
  for (const pointer of pointers.inOrder()) {
    const dependants = pointers.leadingTo(pointer)
    if (dependants.size === 0) continue
    const value = valueAt(copy, segmentsOf(pointer))
    const above = [...stems.ledToBy(pointer)].map(segmentsOf)
    for (const dependant of dependants) {
      const path = segmentsOf(dependant)
      if (above.some((stem) => startsWith(path, stem))) {
        isPlain = false
        continue
      }
      refMap[pathToPointer(path)] = pathToPointer(segmentsOf(pointer))
      const holder = valueAt(copy, path.slice(0, -1))
      const key = path.at(-1)
      if (value === undefined) errors.push(missing(pointer, path, source))
      else if (typeof holder === 'object' && holder !== null && key !== undefined) {
        if (typeof value === 'object' && value !== null) targets.add(value)
        const keys = beside.get(dependant) ?? []
        const ofHolder = followed.get(holder) ?? new Map<string, ReadonlySet<string>>()
        followed.set(holder, ofHolder.set(key, new Set(keys)))
        if (keys.length > 0) isPlain = false
        ;(holder as Container)[key] = value
      }
    }
  }
  return { result: copy, graph, errors, sharing: { targets, references: followed, isPlain } }
}

interface Graphs {
  /** From the place of each reference to its target. */
  readonly pointers: ReferenceGraph
  /** From what stands on the way to a reference to its target: a target that reaches such a place again is a circle. */
  readonly stems: ReferenceGraph
  /** What the functions of rules may ask for: which targets the document has, and what leads to them. */
  readonly graph: Graph
  readonly refMap: Record<string, string>
  /** False where a reference leads to where it stands in. */
  readonly isPlain: boolean
}

function graphsOf(references: readonly Reference[], source: string, data: unknown): Graphs {
  const pointers = new ReferenceGraph()
  const stems = new ReferenceGraph()
  const graph = new DepGraph({ circular: true })
  const refMap: Record<string, string> = {}
  let isPlain = true
  graph.addNode(source, { refMap, data })
  for (const { path, pointer, target } of references) {
    const targetPath = segmentsOf(target)
    if (leadsAbove(path, targetPath)) {
      isPlain = false
      continue
    }
    for (const place of placesOnTheWay(path, targetPath))
      if (place !== pointer && place !== target) stems.add(place, target)
    pointers.add(pointer, target)
    const name = `${source}${target}`
    if (graph.hasNode(name)) continue
    graph.addNode(name, { refMap: {} })
    graph.addDependency(source, name)
  }
  return { pointers, stems, graph, refMap, isPlain }
}

function leadsAbove(path: readonly string[], target: readonly string[]): boolean {
  return target.length > 0 && target.every((segment, index) => path[index] === segment)
}

/** From where the way to a reference leaves the way to its target on, as the resolver writes them: with nothing escaped. */
function* placesOnTheWay(path: readonly string[], target: readonly string[]): Generator<string> {
  let stem = '#'
  let tail = ''
  for (const [index, part] of path.entries()) {
    if (part === target[index]) stem += `/${part}`
    else {
      tail += `/${part}`
      yield `${stem}${tail}`
    }
  }
}

function segmentsOf(pointer: string): string[] {
  return pointerToPath(pointer).map(String)
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  let at = root
  for (const segment of path) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Container)[segment]
  }
  return at
}

function missing(pointer: string, path: readonly string[], source: string): ResolutionError {
  const message = `'${pointer}' does not exist`
  return { code: 'POINTER_MISSING', message, path, uri: source, uriStack: [], pointerStack: [] }
}
