/**
 * YAML 1.2 (core schema, so `1.10` unquoted is the number 1.1 and dates are strings), with `<<` merged because contracts use it.
 * js-yaml reads; its events give positions when somebody asks. Aliases share values, so a few of them can stand for gigabytes once
 * anything walks the document: what they expand to is counted here, and too much is trouble.
 */
import { constructFromEvents, EVENT_ID, type Event, mapTag, parseEvents, YAMLException } from 'js-yaml'
import { joinedToLineBefore } from './flow-indentation.ts'
import type { NotationLimits, NotationResult, NotationTrouble } from './notation.ts'
import { EventMap, offsetOf, schema } from './yaml-events.ts'

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

/** Of the document that is being built: noted on the way, so that nobody walks a document to learn that there is nothing. */
let allKeysAreText = true
let isAnyKeyRepeated = false

const watchedSchema = schema.withTags({
  ...mapTag,
  addPair(container, key, value) {
    if (typeof key !== 'string') allKeysAreText = false
    return mapTag.addPair(container, key, value)
  },
})

const lenientSchema = watchedSchema.withTags({
  ...mapTag,
  addPair(container, key, value) {
    if (typeof key !== 'string') allKeysAreText = false
    if (mapTag.has(container, key)) {
      isAnyKeyRepeated = true // or merged before, and said again: who looks at the keys sees which
      delete container[String(key)] // it stands where it was written last
    }
    return mapTag.addPair(container, key, value)
  },
})

/** Throws what js-yaml does. */
function parsed(text: string, limits: NotationLimits): NotationResult {
  const events = parseEvents(text, { maxDepth: limits.maxDepth + 1 })
  allKeysAreText = true
  isAnyKeyRepeated = false
  const documents = constructFromEvents(events, {
    source: text,
    maxAliases: limits.maxAliases,
    schema: limits.mayRepeatKeys ? lenientSchema : watchedSchema,
    json: limits.mayRepeatKeys ?? false, // what js-yaml calls it
  })
  if (documents.length !== 1) return { trouble: notOneDocument(documents.length, events, text) }
  if (events.some((event) => event.type === EVENT_ID.ALIAS)) {
    const trouble = expansionTrouble(documents[0], events, text, limits)
    if (trouble) return { trouble }
  }
  const map = mapOf(text, limits)
  return {
    value: documents[0],
    locate: (segments) => map().locate(segments),
    ...(allKeysAreText ? {} : { otherKeys: () => map().otherKeys() }),
    ...(isAnyKeyRepeated ? { repeatedKeys: () => map().repeatedKeys() } : {}),
  }
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

/** The text is parsed a second time, on the first question: most documents are never asked, and events take ten times the text's memory. */
function mapOf(text: string, limits: NotationLimits): () => EventMap {
  let map: EventMap | undefined
  return () => {
    map ??= new EventMap(text, parseEvents(text, { maxDepth: limits.maxDepth + 1 }))
    return map
  }
}
