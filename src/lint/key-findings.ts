/** What a reader of YAML and JSON says of keys, as Spectral's says it: findings called `parser`. */
import type { DocumentKey, ParsedDocument, RepeatedDocumentKey } from '../base/document.ts'
import type { Finding, Severity } from '../base/finding.ts'
import { fingerprinter } from '../base/fingerprint.ts'
import type { Pointer } from '../base/place.ts'
import type { Contract, ContractFile } from '../contract/contract.ts'
import { semanticPartsOf } from '../contract/semantic-pointer.ts'

/** How bad it is; `off` where nobody wants to hear of it. */
export interface KeySeverities {
  /** A key of the entry file that is no text: `200:` without quotes. */
  readonly incompatibleValues: Severity | 'off'
  /** A key that its mapping has already; the last counts. Spectral tells it of the entry file; what is judged stands in all. */
  readonly duplicateKeys: Severity | 'off'
}

type About = Pick<Finding, 'message' | 'help' | 'severity' | 'fix'> & Pick<DocumentKey, 'pointer' | 'place'>

/**
 * The findings of a contract; repeated keys only where it was read with `mayRepeatKeys`.
 * @param opened the files that Spectral opened on the way: keys that are no text are warnings there, which no ruleset can change.
 */
export function keyFindings(
  contract: Contract,
  severities: KeySeverities,
  opened: ReadonlySet<string> = new Set(),
): Finding[] {
  const fingerprint = fingerprinter()
  const found = [...contract.files.values()].flatMap((file) => {
    const elsewhere = opened.has(file.path) ? 'warning' : 'off'
    const incompatibleValues = file.path === contract.entry ? severities.incompatibleValues : elsewhere
    return keysOf(file, { ...severities, incompatibleValues })
  })
  return found.map((about) => {
    const parts = semanticPartsOf(contract, about.place.file, about.pointer)
    return { ...about, rule: 'parser', fingerprint: fingerprint({ rule: 'parser', ...parts }) }
  })
}

function keysOf(file: ContractFile, { incompatibleValues, duplicateKeys }: KeySeverities): About[] {
  const written: ParsedDocument = file.written ?? file
  const found: About[] = []
  if (duplicateKeys !== 'off')
    for (const { pointer, place, source } of firstOfEach(written.repeatedKeys?.() ?? []))
      found.push({ pointer, place, severity: duplicateKeys, message: `Duplicate key: ${source}`, help: keepOne })
  if (incompatibleValues !== 'off')
    for (const { pointer, place, ...key } of written.otherKeys?.() ?? [])
      found.push({
        pointer,
        place,
        severity: incompatibleValues,
        message: otherKeyMessage(key),
        help: 'Write it in quotes.',
        ...(written.repeatedKeys === undefined ? quoting(place.file, pointer, key) : {}),
      })
  return found
}

/** As Spectral tells it: one that is written three times is told where it stands for the second time. */
function firstOfEach(keys: readonly RepeatedDocumentKey[]): Iterable<RepeatedDocumentKey> {
  const byPointer = new Map<string, RepeatedDocumentKey>()
  for (const key of keys) if (!byPointer.has(key.pointer)) byPointer.set(key.pointer, key)
  return byPointer.values()
}

function otherKeyMessage(key: Pick<DocumentKey, 'value' | 'source'>): string {
  return `Mapping key must be a string scalar rather than ${typeOf(key)}`
}

function typeOf({ value, source }: Pick<DocumentKey, 'value' | 'source'>): string {
  if (value === null) return 'null'
  const isLarge =
    typeof value === 'number' && value > Number.MAX_SAFE_INTEGER && /^(?:\+?\d+|0x[\da-f]+)$/i.test(source)
  return isLarge ? 'bigint' : typeof value
}

/** Of `1.0`, which others may read as `1`, the author alone knows what it should be. */
function quoting(file: string, pointer: Pointer, { value, source }: Pick<DocumentKey, 'value' | 'source'>) {
  if (source !== String(value)) return {}
  return { fix: { title: `Write \`${source}\` in quotes.`, edits: [{ kind: 'quote' as const, file, pointer }] } }
}

const keepOne = 'Keep one of the two: which of them counts is for each reader to say, and here it is the last.'
