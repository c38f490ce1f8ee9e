/**
 * YAML 1.2 (core schema, so `1.10` unquoted is the number 1.1 and dates are strings), with `<<` merged because contracts use it.
 * js-yaml reads; its events give positions when somebody asks. Aliases share values, so a few of them can stand for gigabytes once
 * anything walks the document: what they expand to is counted here, and too much is trouble.
 */
import {
  CORE_SCHEMA,
  constructFromEvents,
  EVENT_ID,
  type Event,
  getScalarValue,
  mergeTag,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
  YAMLException,
} from 'js-yaml'
import { joinedToLineBefore } from './flow-indentation.ts'
import type { Locate, NotationLimits, NotationResult, NotationTrouble } from './notation.ts'

const schema = CORE_SCHEMA.withTags(mergeTag)
/** Values that aliases may stand for beyond what is written. Far above any contract, far below what hurts. */
const maxAliasedValues = 1_000_000

/** Characters that may be read again because of lines that are joined. Far above any contract that a person wrote. */
const maxReadAgain = 100_000_000

/** Never throws. */
export function parseYaml(text: string, limits: NotationLimits): NotationResult {
  let readable = text
  for (let readAgain = 0; ; readAgain += text.length)
    try {
      return parsed(readable, limits)
    } catch (thrown) {
      const at = thrown instanceof YAMLException && thrown.reason === tooFarLeft ? thrown.mark?.position : undefined
      const joined = at === undefined || readAgain > maxReadAgain ? null : joinedToLineBefore(readable, at)
      if (joined === null) return { trouble: troubleOf(thrown, text, limits) }
      readable = joined
    }
}

const tooFarLeft = 'deficient indentation'

/** Throws what js-yaml does. */
function parsed(text: string, limits: NotationLimits): NotationResult {
  const events = parseEvents(text, { maxDepth: limits.maxDepth + 1 })
  const documents = constructFromEvents(events, { source: text, schema, maxAliases: limits.maxAliases })
  if (documents.length !== 1) return { trouble: notOneDocument(documents.length, events, text) }
  if (events.some((event) => event.type === EVENT_ID.ALIAS)) {
    const trouble = expansionTrouble(documents[0], events, text, limits)
    if (trouble) return { trouble }
  }
  return { value: documents[0], locate: locator(text, limits) }
}

function notOneDocument(count: number, events: readonly Event[], text: string): NotationTrouble {
  if (count === 0) return { message: 'The file is empty', help: 'Write the document, or delete the file.', offset: 0 }
  const second = events.findLastIndex((event) => event.type === EVENT_ID.DOCUMENT)
  return {
    message: 'The file holds more than one YAML document',
    help: 'Split it at `---` into a file each.',
    offset: offsetOf(events[second + 1], text) ?? 0,
  }
}

/** Measures the document with every alias written out; an anchor inside itself has no end. */
function expansionTrouble(
  root: unknown,
  events: readonly Event[],
  text: string,
  limits: NotationLimits,
): NotationTrouble | null {
  const { size, height } = expand(root, new Map(), new Set())
  const aliased = size - events.length
  if (aliased <= maxAliasedValues && height <= limits.maxDepth) return null
  const message = !Number.isFinite(size)
    ? 'An anchor holds an alias of itself'
    : aliased > maxAliasedValues
      ? `The aliases stand for more than ${maxAliasedValues} values`
      : `The aliases nest deeper than ${limits.maxDepth} levels once written out`
  const firstAlias = events.find((event) => event.type === EVENT_ID.ALIAS)
  return { message, help: 'Use `$ref`, or write the values out.', offset: offsetOf(firstAlias, text) ?? 0 }
}

interface Extent {
  readonly size: number
  readonly height: number
}

function expand(value: unknown, measured: Map<object, Extent>, open: Set<object>): Extent {
  if (typeof value !== 'object' || value === null) return { size: 1, height: 0 }
  const before = measured.get(value)
  if (before) return before
  if (open.has(value)) return { size: Number.POSITIVE_INFINITY, height: 0 }
  open.add(value)
  let size = 1
  let height = 0
  for (const item of Object.values(value)) {
    const inner = expand(item, measured, open)
    size += inner.size
    height = Math.max(height, inner.height)
  }
  open.delete(value)
  const extent = { size, height: height + 1 }
  measured.set(value, extent)
  return extent
}

const known: readonly (readonly [pattern: RegExp, message: string, help: string])[] = [
  [
    /^unexpected end of the stream|^unexpected end of the document/,
    'The file ends in the middle of a value',
    'Check that the file was written to its end, and close the quote or bracket.',
  ],
  [/^duplicated mapping key/, 'This key is written twice in one mapping', 'Keep one of the two.'],
  [/^aliases exceeded/, 'The document has too many aliases', 'Use `$ref`, or write the values out.'],
  [/^merge keys exceeded|^abnormal merge/, 'The document merges too many keys', 'Use `$ref`, or write the values out.'],
  [/^tab characters/, 'Tabs cannot indent YAML', 'Indent with spaces.'],
  [
    /^deficient indentation/,
    'This line begins too far left for what stands in brackets or quotes',
    'Indent it further than the key that it belongs to.',
  ],
]

function troubleOf(thrown: unknown, text: string, limits: NotationLimits): NotationTrouble {
  if (!(thrown instanceof YAMLException)) {
    // js-yaml asks its callers to expect any exception: a stack that overflows, above all.
    return { message: 'This YAML cannot be read', help: 'Simplify the document.', offset: 0 }
  }
  const offset = thrown.mark?.position ?? 0
  if (thrown.reason.startsWith('nesting exceeded'))
    return { message: `The nesting is deeper than ${limits.maxDepth} levels`, help: 'Flatten the document.', offset }
  // YAML has tabs between words; js-yaml, unlike other readers, has none in a line with brackets.
  const tab = text.lastIndexOf('\t', offset)
  if (thrown.reason === tooFarLeft && tab > text.lastIndexOf('\n', offset - 1))
    return { message: 'A tab cannot stand beside a bracket', help: 'Put a space in its place.', offset: tab }
  for (const [pattern, message, help] of known) if (pattern.test(thrown.reason)) return { message, help, offset }
  return { message: `This YAML cannot be read: ${thrown.reason}`, help: 'Correct the YAML here.', offset }
}

interface Child {
  readonly start: number | undefined
  /** Index of the event that is the value. */
  readonly value: number
}

/** The text is parsed a second time, on the first question: most documents are never asked, and events take ten times the text's memory. */
function locator(text: string, limits: NotationLimits): Locate {
  let map: EventMap | undefined
  return (segments) => {
    map ??= new EventMap(text, parseEvents(text, { maxDepth: limits.maxDepth + 1 }))
    return map.locate(segments)
  }
}

class EventMap {
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

  #keyOf(index: number): string | typeof mergeKey | undefined {
    const event = this.#events[this.#target.get(index) ?? index]
    if (event?.type !== EVENT_ID.SCALAR) return undefined
    const source = getScalarValue(this.#text, event)
    if (event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0) return source
    const { value } = schema.resolveImplicitScalarTag(source)
    // The tag of `<<` resolves to its own text, so it is told apart by being plain.
    return source === '<<' ? mergeKey : String(value)
  }
}

const mergeKey = Symbol('<<')

/** Where a node begins, its tag and anchor included; `undefined` for a node that is not written at all (`- ` and nothing). */
function offsetOf(event: Event | undefined, text: string): number | undefined {
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
