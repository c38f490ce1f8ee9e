/** Where things stand in YAML, told from the events that js-yaml reads a text as. */
import { CORE_SCHEMA, EVENT_ID, type Event, getScalarValue, mergeTag, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import type { OtherKey, RepeatedKey } from './notation.ts'

/** YAML 1.2's core schema, with `<<`. */
export const schema = CORE_SCHEMA.withTags(mergeTag)

interface Child {
  readonly start: number | undefined
  /** Index of the event that is the value. */
  readonly value: number
}

/** Of one document; `events` are those of the text. */
export class EventMap {
  readonly #text: string
  readonly #events: readonly Event[]
  /** By event: the index after the node that begins there. */
  readonly #after: Int32Array
  /** By alias event: the event its anchor stands at. */
  readonly #target = new Map<number, number>()
  readonly #scanned = new Map<number, ReadonlyMap<string, Child>>()

  constructor(text: string, events: readonly Event[]) {
    this.#text = text
    this.#events = events
    this.#after = new Int32Array(events.length)
    const anchors = new Map<string, number>()
    const open: number[] = []
    events.forEach((event, index) => {
      if (event.type === EVENT_ID.POP) {
        const start = open.pop()
        if (start !== undefined) this.#after[start] = index + 1
        return
      }
      if (event.type === EVENT_ID.ALIAS) {
        const target = anchors.get(text.slice(event.anchorStart, event.anchorEnd))
        if (target !== undefined) this.#target.set(index, target)
      } else if (event.type !== EVENT_ID.DOCUMENT && event.anchorStart >= 0)
        anchors.set(text.slice(event.anchorStart, event.anchorEnd), index)
      if (event.type === EVENT_ID.SCALAR || event.type === EVENT_ID.ALIAS) this.#after[index] = index + 1
      else open.push(index)
    })
  }

  locate(segments: readonly string[]): number {
    let node = 1 // after the document's own event
    let offset = offsetOf(this.#events[node], this.#text) ?? 0
    for (const segment of segments) {
      const child = this.#childrenOf(node).get(segment)
      if (!child) break
      offset = child.start ?? offset
      node = child.value
    }
    return offset
  }

  #childrenOf(node: number): ReadonlyMap<string, Child> {
    const target = this.#target.get(node) ?? node
    let children = this.#scanned.get(target)
    if (!children) {
      children = this.#scan(target)
      this.#scanned.set(target, children)
    }
    return children
  }

  #scan(node: number): Map<string, Child> {
    const children = new Map<string, Child>()
    const type = this.#events[node]?.type
    if (type !== EVENT_ID.MAPPING && type !== EVENT_ID.SEQUENCE) return children
    const merged: number[] = []
    const end = (this.#after[node] ?? 0) - 1
    for (let at = node + 1, index = 0; at < end; index++) {
      const start = offsetOf(this.#events[at], this.#text)
      if (type === EVENT_ID.SEQUENCE) {
        children.set(String(index), { start, value: at })
        at = this.#after[at] ?? end
        continue
      }
      const value = this.#after[at] ?? end
      const key = this.#keyOf(at)
      if (key === mergeKey) merged.push(value)
      else if (key !== undefined) children.set(key, { start, value })
      at = this.#after[value] ?? end
    }
    for (const source of merged) this.#merge(children, source)
    return children
  }

  /** Merged keys stand where they were written: that is where a person changes them. Those of the mapping itself win. */
  #merge(children: Map<string, Child>, source: number): void {
    const target = this.#target.get(source) ?? source
    const inner = this.#childrenOf(target)
    if (this.#events[target]?.type === EVENT_ID.SEQUENCE)
      for (const { value } of inner.values()) this.#merge(children, value)
    else for (const [key, child] of inner) if (!children.has(key)) children.set(key, child)
  }

  /** What aliases stand for is met once, where its anchor is. */
  otherKeys(): readonly OtherKey[] {
    const found: OtherKey[] = []
    this.#collectOthers(1, null, found)
    return found
  }

  /** Once each, as `otherKeys`; what is merged may be said again. */
  repeatedKeys(): readonly RepeatedKey[] {
    const found: RepeatedKey[] = []
    this.#collectRepeated(1, null, found)
    return found
  }

  #collectRepeated(node: number, way: Way | null, found: RepeatedKey[], isMerged = false): void {
    const seen = new Set<string>()
    for (const { at, key, value, below, isMerged: isBelowMerged } of this.#members(node, way, isMerged)) {
      const name = key === undefined || key.value === mergeKey ? undefined : String(key.value)
      if (name !== undefined && seen.has(name))
        found.push({
          segments: segmentsOf(below),
          offset: offsetOf(this.#events[at], this.#text) ?? 0,
          source: key?.source ?? name,
        })
      if (name !== undefined) seen.add(name)
      this.#collectRepeated(value, below, found, isBelowMerged)
    }
  }

  #collectOthers(node: number, way: Way | null, found: OtherKey[], isMerged = false): void {
    for (const { at, key, value, below, isMerged: isBelowMerged } of this.#members(node, way, isMerged)) {
      if (key !== undefined && isOther(key.value)) {
        const offset = offsetOf(this.#events[at], this.#text) ?? 0
        found.push({ segments: segmentsOf(below), offset, value: key.value, source: key.source })
      }
      this.#collectOthers(value, below, found, isBelowMerged)
    }
  }

  /** What a mapping or a list holds, and the way to each: in one that is merged, where its keys go. */
  *#members(node: number, way: Way | null, isMerged: boolean): Generator<Member> {
    const type = this.#events[node]?.type
    if (type !== EVENT_ID.MAPPING && type !== EVENT_ID.SEQUENCE) return
    const end = (this.#after[node] ?? 0) - 1
    for (let at = node + 1, index = 0; at < end; index++) {
      if (type === EVENT_ID.SEQUENCE) {
        yield { at, key: undefined, value: at, below: isMerged ? way : { above: way, segment: index }, isMerged }
        at = this.#after[at] ?? end
        continue
      }
      const value = this.#after[at] ?? end
      const key = this.#readKey(at)
      const isMerge = key?.value === mergeKey
      const below = key === undefined || isMerge ? way : { above: way, segment: key.value }
      yield { at, key, value, below, isMerged: isMerge }
      at = this.#after[value] ?? end
    }
  }

  #keyOf(index: number): string | typeof mergeKey | undefined {
    const key = this.#readKey(index)
    if (key === undefined) return undefined
    return key.value === mergeKey ? mergeKey : String(key.value)
  }

  /** `undefined` for one that is no scalar. */
  #readKey(index: number): { readonly source: string; readonly value: unknown } | undefined {
    const event = this.#events[this.#target.get(index) ?? index]
    if (event?.type !== EVENT_ID.SCALAR) return undefined
    const source = getScalarValue(this.#text, event)
    if (event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0) return { source, value: source }
    // The tag of `<<` resolves to its own text, so it is told apart by being plain.
    return { source, value: source === '<<' ? mergeKey : schema.resolveImplicitScalarTag(source).value }
  }
}

interface Member {
  /** Indexes of events: the key, of an item the item itself; the value. */
  readonly at: number
  readonly value: number
  readonly key: { readonly source: string; readonly value: unknown } | undefined
  readonly below: Way | null
  readonly isMerged: boolean
}

/** The way to a node, from its end: most are never written out. */
interface Way {
  readonly above: Way | null
  readonly segment: unknown
}

function segmentsOf(way: Way | null): string[] {
  const segments: string[] = []
  for (let at = way; at !== null; at = at.above) segments.push(String(at.segment))
  return segments.reverse()
}

function isOther(value: unknown): value is OtherKey['value'] {
  return typeof value === 'number' || typeof value === 'boolean' || value === null
}

const mergeKey = Symbol('<<')

/** Where a node begins, its tag and anchor included; `undefined` for a node that is not written at all (`- ` and nothing). */
export function offsetOf(event: Event | undefined, text: string): number | undefined {
  if (!event || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return undefined
  const starts = [event.anchorStart < 0 ? -1 : event.anchorStart - 1] // js-yaml counts from after `&` and `*`
  if (event.type !== EVENT_ID.ALIAS) starts.push(event.tagStart)
  if (event.type === EVENT_ID.SCALAR) starts.push(startOfScalar(event, text))
  else if (event.type !== EVENT_ID.ALIAS) starts.push(event.start)
  const written = starts.filter((start) => start >= 0)
  return written.length === 0 ? undefined : Math.min(...written)
}

/** js-yaml gives the start of the content: after the opening quote, and for `|` and `>` the line below. */
function startOfScalar({ style, valueStart }: ScalarEvent, text: string): number {
  if (valueStart < 0) return -1
  if (style === SCALAR_STYLE.PLAIN) return valueStart
  if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) return valueStart - 1
  let end = valueStart
  if (text[end - 1] === '\n') end--
  if (text[end - 1] === '\r') end--
  const start = Math.max(text.lastIndexOf('\n', end - 1), text.lastIndexOf('\r', end - 1)) + 1
  const header = /[|>][-+\d]{0,2}(?:[ \t]+#.*)?[ \t]*$/.exec(text.slice(start, end))
  return header ? start + header.index : valueStart
}
