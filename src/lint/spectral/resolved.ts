/**
 * A document with its references followed, as `@stoplight/json-ref-resolver` follows them, which is Spectral's: the same
 * value at the same path, the same references left alone because they lead back to where they stand. Only quicker: it works on a
 * copy of what holds references instead of on drafts, and asks each question about the graph once.
 */
import { posix } from 'node:path'
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
  /** The other files it is spread over, as they are written, by their paths. */
  readonly others: ReadonlyMap<string, object>
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
  /**
   * True where Spectral places a finding by the object alone: nothing stands beside a `$ref`, none was left alone, none is anything
   * else than a reference.
   */
  readonly isPlain: boolean
}

interface Reference {
  readonly path: readonly string[]
  readonly pointer: string
  readonly target: string
  /** The keys written beside `$ref`. */
  readonly beside: readonly string[]
}

/** A reference into another file. */
interface FarReference extends Omit<Reference, 'target'> {
  readonly file: string
  /** `#/a/b`; `#` for the whole file. */
  readonly target: string
}

/**
 * `open` answers the value of another file by its path. `null` where a reference is no plain pointer, or where the order in which Spectral
 * comes by things may tell: files that lead back to each other, circles in another file. Spectral's own resolver is asked then.
 */
export function resolveQuickly(
  root: object,
  source: string,
  open: (path: string) => unknown = () => undefined,
): Resolution | null {
  return new Files(open).entry(root, source)
}

interface Resolved {
  readonly result: unknown
  readonly errors: readonly ResolutionError[]
  /** False where a reference was left alone, or leads nowhere. */
  readonly isWhole: boolean
}

class Files {
  readonly #read: (path: string) => unknown
  readonly #graph: Graph = new DepGraph({ circular: true })
  readonly #targets = new Set<object>()
  readonly #followed = new Map<object, Map<string, ReadonlySet<string>>>()
  readonly #others = new Map<string, object>()
  readonly #resolved = new Map<string, Resolved | null>()
  readonly #open = new Set<string>()
  #isPlain = true

  constructor(read: (path: string) => unknown) {
    this.#read = read
  }

  entry(root: object, source: string): Resolution | null {
    const resolved = this.#resolve(root, source)
    if (resolved === null) return null
    const sharing = {
      targets: this.#targets,
      references: this.#followed,
      isPlain: this.#isPlain && resolved.isWhole,
    }
    const { result, errors } = resolved
    return { result, errors, graph: this.#graph, sharing, others: this.#others }
  }

  #resolve(root: object, source: string): Resolved | null {
    const reading = new Reading(root)
    if (!reading.isPlain) return null
    if (reading.namesReference) this.#isPlain = false
    this.#open.add(source)
    const graphs = graphsOf(reading.references, source, reading.copy, this.#graph)
    for (const reference of reading.farReferences)
      if (!this.#followFar(reference, source, reading.copy, graphs.refMap)) return null
    this.#open.delete(source)
    return this.#follow(reading, source, graphs)
  }

  #other(file: string): Resolved | null {
    const known = this.#resolved.get(file)
    if (known !== undefined) return known
    const value = this.#open.has(file) ? undefined : this.#read(file)
    const resolved = typeof value === 'object' && value !== null ? this.#resolve(value, file) : null
    if (resolved) this.#others.set(file, value as object)
    this.#resolved.set(file, resolved)
    return resolved
  }

  /** False where it is for Spectral to follow. */
  #followFar(reference: FarReference, source: string, copy: object, refMap: Record<string, string>): boolean {
    const file = posix.join(posix.dirname(source), reference.file)
    const other = this.#other(file)
    if (other === null || !other.isWhole || other.errors.length > 0) return false
    const value = valueAt(other.result, segmentsOf(reference.target))
    if (value === undefined) return false
    const name = reference.target === '#' ? file : `${file}${reference.target}`
    if (!this.#graph.hasNode(name)) this.#graph.addNode(name, { refMap: {} })
    this.#graph.addDependency(source, name)
    refMap[pathToPointer([...reference.path])] = name
    this.#put(copy, reference.path, value, reference.beside)
    return true
  }

  #put(root: object, path: readonly string[], value: unknown, beside: readonly string[]): void {
    const holder = valueAt(root, path.slice(0, -1))
    const key = path.at(-1)
    if (typeof holder !== 'object' || holder === null || key === undefined) return
    if (typeof value === 'object' && value !== null) this.#targets.add(value)
    const ofHolder = this.#followed.get(holder) ?? new Map<string, ReadonlySet<string>>()
    this.#followed.set(holder, ofHolder.set(key, new Set(beside)))
    if (beside.length > 0) this.#isPlain = false
    ;(holder as Container)[key] = value
  }

  #follow(
    { references, copy }: Reading,
    source: string,
    { pointers, stems, refMap, isWhole: leadsDown }: Graphs,
  ): Resolved {
    const beside = new Map(references.map((reference) => [reference.pointer, reference.beside]))
    const errors: ResolutionError[] = []
    let isWhole = leadsDown
    for (const pointer of pointers.inOrder()) {
      const dependants = pointers.leadingTo(pointer)
      if (dependants.size === 0) continue
      const value = valueAt(copy, segmentsOf(pointer))
      const above = [...stems.ledToBy(pointer)].map(segmentsOf)
      for (const dependant of dependants) {
        const path = segmentsOf(dependant)
        if (above.some((stem) => startsWith(path, stem))) {
          isWhole = false
          continue
        }
        refMap[pathToPointer(path)] = pathToPointer(segmentsOf(pointer))
        if (value === undefined) {
          errors.push(missing(pointer, path, source))
          isWhole = false
        } else this.#put(copy, path, value, beside.get(dependant) ?? [])
      }
    }
    return { result: copy, errors, isWhole }
  }
}

/** Finds the references, and copies what holds them. */
class Reading {
  readonly references: Reference[] = []
  readonly farReferences: FarReference[] = []
  readonly copy: Container
  isPlain = true
  /** True where a `$ref` is no text, as the name of a property: below a reference Spectral takes it for the one that it came by. */
  namesReference = false
  readonly #path: string[] = []

  constructor(root: object) {
    this.copy = this.#read(root as Container, '#') as Container
  }

  #read(value: Container, pointer: string): object {
    if (pointer === '#' && isReference(value)) this.isPlain = false
    let copy: Container | null = null
    for (const key of Object.keys(value)) {
      if (key === '__proto__') this.isPlain = false
      if (key === '$ref') this.namesReference = true
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
    const reference = { path: [...this.#path], pointer, beside }
    const [, file = '', fragment = '#'] = plainPath.exec(target) ?? []
    if (plainPointer.test(target)) this.references.push({ ...reference, target })
    else if (file !== '') this.farReferences.push({ ...reference, file, target: fragment })
    else this.isPlain = false
    return child
  }
}

/** What `urijs` leaves as it is. */
const plainPointer = /^#\/[^\s#]*$/
const plainPath = /^([\w.-][\w./-]*)(#\/[\w.~/-]+)?$/

function isReference(value: object): value is { readonly $ref: string } {
  return '$ref' in value && typeof value.$ref === 'string'
}

function escaped(key: string): string {
  return key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key
}

interface Graphs {
  /** From the place of each reference to its target. */
  readonly pointers: ReferenceGraph
  /** From what stands on the way to a reference to its target: a target that reaches such a place again is a circle. */
  readonly stems: ReferenceGraph
  readonly refMap: Record<string, string>
  /** False where a reference leads to where it stands in. */
  readonly isWhole: boolean
}

/** @param graph what the functions of rules may ask for: which targets there are, and what leads to them. */
function graphsOf(references: readonly Reference[], source: string, data: unknown, graph: Graph): Graphs {
  const pointers = new ReferenceGraph()
  const stems = new ReferenceGraph()
  const refMap: Record<string, string> = {}
  let isWhole = true
  if (graph.hasNode(source)) graph.setNodeData(source, { refMap, data })
  else graph.addNode(source, { refMap, data })
  for (const { path, pointer, target } of references) {
    const targetPath = segmentsOf(target)
    if (leadsAbove(path, targetPath)) {
      isWhole = false
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
  return { pointers, stems, refMap, isWhole }
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
