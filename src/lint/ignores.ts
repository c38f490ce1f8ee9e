/**
 * `x-apigov-ignore`, the exception that stands beside the thing it is about, because JSON has no comments:
 *
 *     x-apigov-ignore: { rule: path-trailing-slash, reason: The partners' firmware calls it so., until: 2027-01-31 }
 *
 * or a list of such. It is about the object it stands in and all below. Here it is only read: whether it counts (somebody agreed to it, its
 * last day is to come) is for policy to say, which knows the proposal and the day.
 */
import type { Finding } from '../base/finding.ts'
import { fingerprinter } from '../base/fingerprint.ts'
import { type Place, type Pointer, pointerTo } from '../base/place.ts'
import type { Contract, Json, JsonObject } from '../contract/contract.ts'
import { isObject } from '../contract/grammar.ts'
import { semanticPartsOf } from '../contract/semantic-pointer.ts'

export const ignoreKey = 'x-apigov-ignore'

/** One exception in a contract. */
export interface Ignore {
  readonly rule: string
  readonly reason: string
  /** `YYYY-MM-DD`, the last day it holds (UTC). */
  readonly until: string
  readonly place: Place
  /** Names it by what it says and what it stands beside: another reason, day or place is another one. */
  readonly fingerprint: string
  /** Fingerprints of the findings it is about; empty where there are none. */
  readonly covers: readonly string[]
}

/** What lint says of a contract. */
export interface LintAnswer {
  readonly findings: readonly Finding[]
  readonly ignores: readonly Ignore[]
}

/**
 * The exceptions written in the files of a contract, with those of `findings` they are about, and a finding for each that does not say
 * what it must. Only findings of rules can be ignored, which carry a pointer: what says that lint could not look stays.
 */
export function readIgnores(contract: Contract, findings: readonly Finding[]): LintAnswer & { findings: Finding[] } {
  const nameOf = fingerprinter()
  const ignores: Ignore[] = []
  const faults: Finding[] = []
  const entries = entriesOf(contract)
  const covered = coverage(entries, findings)
  for (const entry of entries) {
    const { file, at, place, value } = entry
    const parts = semanticPartsOf(contract, file, at)
    const trouble = troubleWith(value)
    if (trouble) {
      const fingerprint = nameOf({ rule: 'ignore-invalid', ...parts })
      faults.push({ rule: 'ignore-invalid', severity: 'error', ...trouble, place, fingerprint })
      continue
    }
    // What is no `Written` is trouble.
    const { rule, reason, until } = value as unknown as Written
    const subject = JSON.stringify([rule, reason, until])
    const fingerprint = nameOf({ rule: ignoreKey, ...parts, subject })
    ignores.push({ rule, reason, until, place, fingerprint, covers: covered.get(entry) ?? [] })
  }
  return { findings: [...findings, ...faults], ignores }
}

interface Written {
  readonly rule: string
  readonly reason: string
  readonly until: string
}

interface Entry {
  readonly file: string
  /** Of the entry itself. */
  readonly at: Pointer
  readonly value: Json
  readonly place: Place
  /** The objects it stands in. */
  readonly parents: Set<Pointer>
}

function entriesOf(contract: Contract): readonly Entry[] {
  const entries = new Map<string, Entry>()
  for (const [file, { value, written, place }] of contract.files)
    for (const document of written === undefined ? [{ value, place }] : [{ value, place }, written])
      for (const { at, parent, value } of entriesIn(document.value)) {
        // An alias, and a file that is lifted, show one text at several pointers.
        const stands = document.place(at)
        const key = JSON.stringify([stands, at.slice(at.lastIndexOf('/'))])
        const entry = entries.get(key) ?? { file, at, value, place: stands, parents: new Set() }
        entries.set(key, entry)
        entry.parents.add(parent)
      }
  return [...entries.values()]
}

/**
 * Fingerprints of the findings each entry is about. A finding asks the objects above it, so that many of either cost no more than
 * their sum.
 */
function coverage(entries: readonly Entry[], findings: readonly Finding[]): ReadonlyMap<Entry, string[]> {
  const nameOf = (rule: unknown, file: string, parent: Pointer) => JSON.stringify([rule, file, parent])
  const standing = new Map<string, Entry[]>()
  for (const entry of entries)
    for (const parent of entry.parents) {
      const name = nameOf(isObject(entry.value) ? entry.value['rule'] : null, entry.file, parent)
      standing.set(name, [...(standing.get(name) ?? []), entry])
    }
  const covered = new Map<Entry, string[]>()
  for (const { rule, place, pointer, fingerprint } of standing.size > 0 ? findings : []) {
    if (pointer === undefined) continue
    for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
      for (const entry of standing.get(nameOf(rule, place?.file ?? '', at)) ?? [])
        if (!covered.get(entry)?.push(fingerprint)) covered.set(entry, [fingerprint])
      if (at === '') break
    }
  }
  return covered
}

/** Keywords whose value is data, not description. */
const data = new Set(['example', 'examples', 'default', 'enum', 'const'])
/** Keywords whose keys are names that the API chose. */
const namers = new Set(['properties', 'patternProperties'])

type Found = Pick<Entry, 'at' | 'value'> & { readonly parent: Pointer }

function* entriesIn(value: Json, at: Pointer = '', areNames = false): Generator<Found> {
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries()) yield* entriesIn(item, pointerTo(at, index))
    return
  }
  if (!isObject(value)) return
  for (const [key, child] of Object.entries(value)) {
    const pointer = pointerTo(at, key)
    if (areNames) yield* entriesIn(child, pointer)
    else if (key === ignoreKey) yield* itemsOf(child, pointer, at)
    else if (!key.startsWith('x-') && !data.has(key)) yield* entriesIn(child, pointer, namers.has(key))
  }
}

function* itemsOf(value: Json, at: Pointer, parent: Pointer): Generator<Found> {
  if (!Array.isArray(value)) yield { at, parent, value }
  else
    for (const [index, item] of (value as readonly Json[]).entries())
      yield { at: pointerTo(at, index), parent, value: item }
}

const form = 'Write `{ rule: …, reason: …, until: 2027-01-31 }`, or a list of such.'
const keys = ['rule', 'reason', 'until']
/** What lint says of exceptions, and of itself. */
const ownRules = /^(ignore-|exception-|rule-crashed$)/

function troubleWith(value: Json): Pick<Finding, 'message' | 'help'> | null {
  if (!isObject(value)) return { message: `\`${ignoreKey}\` is not an object`, help: form }
  const strange = Object.keys(value).find((key) => !keys.includes(key) && !key.startsWith('x-'))
  if (strange !== undefined)
    return { message: `\`${strange.slice(0, 80)}\` is not a key of \`${ignoreKey}\``, help: form }
  const { rule, reason, until } = value as JsonObject
  if (typeof rule !== 'string' || rule === '') return { message: `This \`${ignoreKey}\` names no rule`, help: form }
  if (ownRules.test(rule))
    return {
      message: `\`${rule.slice(0, 80)}\` cannot be ignored: it says whether lint can be relied on`,
      help: 'Repair what it tells.',
    }
  if (typeof reason !== 'string' || reason.trim() === '')
    return {
      message: `This \`${ignoreKey}\` of \`${rule.slice(0, 80)}\` gives no reason`,
      help: 'Say in `reason` why nobody is harmed.',
    }
  if (typeof until !== 'string' || !isDay(until))
    return {
      message: `This \`${ignoreKey}\` of \`${rule.slice(0, 80)}\` does not say when it ends`,
      help: 'Write the last day it holds as `until: 2027-01-31`.',
    }
  return null
}

function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
  )
}
