/**
 * Contracts over as many files as they need, whose `$ref`s are plain references and whose schemas are JSON Schema: AsyncAPI and Arazzo
 * documents. They are read into the same shape as OpenAPI's.
 */
import { defaultLimits, parseDocument } from '../../base/document.ts'
import { type Pointer, pointerTo, valueAt } from '../../base/place.ts'
import { whyMissing } from '../closure.ts'
import type { Contract, ContractFile, ContractReading, ContractSource, Json } from '../contract.ts'
import { isObject, refOf } from '../grammar.ts'
import { LostReferences } from '../lost-references.ts'
import { digestOf } from '../read.ts'
import { parseReference } from '../reference.ts'
import { SourceReader } from './source-reader.ts'

/** What tells one language from another. */
export interface DocumentLanguage {
  readonly kind: 'asyncapi' | 'arazzo'
  /** False, and told, where the entry is in a version of it that is not read. */
  isSupported(entry: ContractFile, reader: SourceReader): boolean
}

/** Reads a document in YAML or JSON. Never throws; there is no contract where a file cannot be read or a reference not be followed. */
export function readDocument(source: ContractSource, { kind, isSupported }: DocumentLanguage): ContractReading {
  const reader = new SourceReader(source)
  const files = new Map<string, ContractFile | null>()
  const open = (path: string): ContractFile | null => {
    const known = files.get(path)
    if (known !== undefined) return known
    const text = reader.text(path)
    const file = text === null ? null : parsed(reader, path)
    files.set(path, file)
    return file
  }
  const entry = open(source.entry)
  if (entry === null || !isObject(entry.value) || !isSupported(entry, reader)) return reader.reading<Contract>(null)
  if (!isClosed(entry, open, reader)) return reader.reading<Contract>(null)
  const read = new Map([...files].filter((pair): pair is [string, ContractFile] => pair[1] !== null))
  const info = isObject(entry.value['info']) ? entry.value['info'] : {}
  return reader.reading<Contract>({
    kind,
    identity: source.identity,
    setting: source.setting,
    openapi: '3.1',
    entry: source.entry,
    semver: semverOf(entry, info['version'], reader),
    title: typeof info['title'] === 'string' ? info['title'] : '',
    root: entry.value,
    files: read,
    digest: digestOf(read),
  })
}

function parsed(reader: SourceReader, path: string): ContractFile | null {
  const file = reader.source.files.get(path)
  if (file === undefined) return null
  const document = parseDocument(path, file.bytes, {
    ...defaultLimits,
    maxBytes: Number.POSITIVE_INFINITY,
    mayRepeatKeys: reader.source.mayRepeatKeys ?? false,
  })
  for (const { message, help, place } of document.problems)
    reader.tell('contract-unreadable', { place, subject: message }, message, help)
  // A parsed file is plain JSON values all the way down.
  return document.problems.length > 0 ? null : { ...document, value: document.value as Json, blob: file.blob }
}

/** A wrong one leaves the rest worth judging. */
function semverOf(entry: ContractFile, version: Json | undefined, reader: SourceReader): string {
  if (typeof version === 'string' && version.trim() !== '') return version
  const at = { place: entry.place('/info/version'), pointer: '/info/version', subject: '' }
  if (typeof version === 'number') {
    const message = `\`info.version\` is the number ${version}, not a text`
    reader.tell('info-version-unquoted', at, message, 'Put it in quotes: unquoted, `1.10` is the number 1.1.')
    return String(version)
  }
  const help = 'Write the release of the API there, as in `version: 1.0.0`.'
  reader.tell('info-version-missing', at, 'The contract has no `info.version`', help)
  return ''
}

/** Under these a value is data, and a `$ref` in it a word like any other; unless the object is one of names. */
const data = new Set(['examples', 'example', 'default', 'const', 'enum'])
const names = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas', 'channels'])

interface Part {
  readonly value: Json
  readonly pointer: Pointer
  readonly isNames: boolean
}

/** Follows every `$ref`, opening the files it leads to; answers whether all could be followed. Each file is walked whole, once. */
function isClosed(entry: ContractFile, open: (path: string) => ContractFile | null, reader: SourceReader): boolean {
  const lost = new LostReferences()
  const walked = new Set([entry])
  for (const file of walked) {
    const parts: Part[] = [{ value: file.value, pointer: '', isNames: false }]
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      const { value, pointer, isNames } = part
      if (typeof value !== 'object' || value === null) continue
      const ref = isNames ? undefined : refOf(value)
      if (ref !== undefined) {
        const target = targetOf(ref, file, open)
        if (target === null) lose(ref, file, pointerTo(pointer, '$ref'), lost, reader.source)
        else walked.add(target)
      }
      for (const [key, below] of Object.entries(value))
        if (isNames || !(data.has(key) || key.startsWith('x-')))
          parts.push({ value: below, pointer: pointerTo(pointer, key), isNames: names.has(key) && !isNames })
    }
  }
  const told = [...lost]
  for (const { rule, message, help, use } of told) reader.tell(rule, use, message, help)
  return told.length === 0
}

function targetOf(ref: string, from: ContractFile, open: (path: string) => ContractFile | null): ContractFile | null {
  const reference = parseReference(from.path, ref)
  if (reference.trouble) return null
  const file = reference.file === from.path ? from : open(reference.file)
  return file !== null && valueAt(file.value, reference.pointer) !== undefined ? file : null
}

function lose(ref: string, from: ContractFile, pointer: Pointer, lost: LostReferences, source: ContractSource): void {
  const reference = parseReference(from.path, ref)
  const use = { file: from.path, place: from.place(pointer), pointer, subject: ref }
  if (reference.trouble)
    lost.add(ref.replace(/#.*/, ''), {
      rule: 'ref-outside',
      message: `\`${ref}\` leads out of the contract`,
      help: 'Put what it refers to into the API’s folder.',
      use,
    })
  else if (source.files.has(reference.file))
    lost.add(`${reference.file}#${reference.pointer}`, {
      rule: 'ref-unresolved',
      message: `\`${ref}\` leads to nothing`,
      help: 'Correct the reference, or write what it refers to.',
      use,
    })
  else {
    const [what, help] = whyMissing(reference.file, source)
    const message = `\`${ref}\` leads to \`${reference.file}\`, which ${what}`
    lost.add(reference.file, { rule: 'ref-unresolved', message, help, use })
  }
}
