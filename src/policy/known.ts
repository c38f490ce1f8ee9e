/**
 * The baseline of lint: what the base has already is known, is counted, and fails nothing. It is computed from the base each time, so
 * nothing has to be kept in step, and nobody can write it down wrong. Each finding of the base stands for one of the head at most: the
 * known findings of an API can become fewer and never more.
 */
import { excerptOf } from '../base/excerpt.ts'
import type { Finding } from '../base/finding.ts'

/** What lint says of one contract, on one side. */
export interface Linted {
  readonly findings: readonly Finding[]
  /** The text of a file of it; `undefined` where there is none. */
  text(file: string): string | undefined
}

/** One version of an API on both sides; `null` where there is no contract. */
export interface LintedVersion {
  readonly api: string
  readonly base: Linted | null
  readonly head: Linted | null
}

/** Where lint could not look there is no telling what was there before: such findings fail until they are repaired. */
export const neverKnown = new Set(['rule-crashed', 'contract-unreadable', 'contract-unsupported'])

/**
 * The head's findings of each version, in their order, those that the base has marked as known. A finding is known by its
 * fingerprint; one that has moved, by its rule, its message and the text it is about, where the base's is gone from the same API, or
 * from a version that is gone as a whole, as after a renaming.
 */
export function markKnown(versions: readonly LintedVersion[]): readonly (readonly Finding[])[] {
  const known = new Set<Finding>()
  const appeared: Sighting[] = []
  const gone: Sighting[] = []
  for (const { api, base, head } of versions) {
    const [before, after] = [base, head].map((side) => new Set(side?.findings.flatMap(namesOf)))
    for (const finding of head?.findings ?? [])
      if (before?.has(finding.fingerprint)) known.add(finding)
      else if (head) appeared.push({ api, in: head, finding })
    for (const finding of base?.findings ?? [])
      if (base && !after?.has(finding.fingerprint)) gone.push({ api: head ? api : anyApi, in: base, finding })
  }
  for (const finding of moved(gone, appeared)) known.add(finding)
  return versions.map(({ head }) =>
    (head?.findings ?? []).map((finding) =>
      known.has(finding) && !neverKnown.has(finding.rule) ? { ...finding, known: true } : finding,
    ),
  )
}

/** How many things a finding is about, so that repairing one of them never makes more of what is known. */
export function countOf({ sums }: Finding): number {
  return Math.max(1, sums?.length ?? 0)
}

/** What no operation has is one finding; once the first has it, the others are told one by one, and were known all along. */
function namesOf({ fingerprint, sums = [] }: Finding): readonly string[] {
  return [fingerprint, ...sums]
}

interface Sighting {
  readonly api: string
  readonly in: Linted
  readonly finding: Finding
}

/** Of a version that is gone as a whole. No API has this name. */
const anyApi = ''

/** Those that appeared in one place while their like is gone from another, one for one. */
function* moved(gone: readonly Sighting[], appeared: readonly Sighting[]): Generator<Finding> {
  if (gone.length === 0 || appeared.length === 0) return
  const traits = traitsReader()
  const left = new Map<string, number>()
  for (const sighting of gone) {
    const key = traits(sighting, sighting.api)
    left.set(key, (left.get(key) ?? 0) + 1)
  }
  for (const sighting of appeared) {
    const key = [sighting.api, anyApi].map((api) => traits(sighting, api)).find((key) => (left.get(key) ?? 0) > 0)
    if (key === undefined) continue
    left.set(key, (left.get(key) ?? 0) - 1)
    yield sighting.finding
  }
}

/** Names a finding by what it is about and not by where it stands. Each file is taken apart once. */
function traitsReader(): (sighting: Sighting, api: string) => string {
  const read = new Map<Linted, Map<string, readonly string[]>>()
  return ({ in: linted, finding: { rule, message, place } }, api) => {
    const files = read.get(linted) ?? new Map<string, readonly string[]>()
    read.set(linted, files)
    const file = place?.file ?? ''
    const lines = files.get(file) ?? linted.text(file)?.split(/\r\n|\r|\n/) ?? []
    files.set(file, lines)
    return JSON.stringify([api, rule, message, place ? excerptOf(lines, place) : ''])
  }
}
