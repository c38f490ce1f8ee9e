import { didYouMean } from '../base/did-you-mean.ts'
import type { Severity } from '../base/finding.ts'
import { type Place, type Pointer, pointerTo, segmentsOf, valueAt } from '../base/place.ts'
import type { ContractFile, ContractSource, Json } from './contract.ts'
import { isObject, type Kind, type Node, refOf, walk } from './grammar.ts'
import { LostReferences } from './lost-references.ts'
import { type Mention, mappedReferences, mentionsIn } from './mentions.ts'
import { parseReference } from './reference.ts'

/** Records a finding about a pointer into a file. */
export type Tell = (
  rule: string,
  at: { readonly file: string; readonly pointer: Pointer; readonly place: Place | null; readonly subject?: string },
  message: string,
  help: string,
  severity?: Severity,
) => void

/** What finding the closure needs of the reader. */
interface Reading {
  readonly source: ContractSource
  /** `null` where there is no such file or it cannot be read; the latter has been told by then. */
  open(path: string): ContractFile | null
  readonly tell: Tell
}

/** A part of the contract that still has to be walked. */
interface Part {
  readonly file: ContractFile
  readonly pointer: Pointer
  readonly kind: Kind
}

/**
 * Follows every reference from `entry`, whose value is of the `kind` of a whole document, opening the files it leads to, and tells
 * of those that cannot be followed. Answers whether all could. Of the other files only what is reached counts: a broken corner of a
 * shared file is somebody else's.
 */
export function followReferences(entry: ContractFile, kind: 'document' | 'swagger', reading: Reading): boolean {
  let complete = true
  const parts: Part[] = [{ file: entry, pointer: '', kind }]
  const walked = new Map<Json, Kind>()
  const find = finder(reading)
  const lost = new LostReferences()

  const follow = (from: ContractFile, { ref, kind }: Mention, pointerOf: () => Pointer) => {
    const { found, kinds } = find(from, ref)
    if ('file' in found) {
      if (!kinds.has(kind)) parts.push({ ...found, kind })
      kinds.add(kind)
      return
    }
    complete = false
    if (found.trouble === null) return
    const [rule, message, help, target = `${from.path}\n${ref}`] = found.trouble
    const pointer = pointerOf()
    const use = { file: from.path, pointer, place: from.place(pointer), subject: ref }
    lost.add(target, { rule, message, help, use })
  }

  for (let part = parts.pop(); part; part = parts.pop()) {
    const { file, pointer, kind } = part
    const value = valueAt(file.value, pointer) as Json
    if (!isObject(value)) continue
    const root = { kind, value, file: file.path, pointer, parent: null, keyword: '', key: '' }
    const visit = (node: Node) => {
      if (walked.get(node.value) === node.kind) return false
      walked.set(node.value, node.kind)
      // Most of a contract stands in parts in which nothing is wrong; of those nobody need know where in them something is.
      const mentions = isNamed(node) ? mentionsIn(node.value, node.kind) : null
      if (mentions?.every(({ ref }) => 'file' in find(file, ref).found)) {
        for (const mention of mentions) follow(file, mention, () => node.pointer)
        return false
      }
      const ref = refOf(node.value)
      if (ref !== undefined) follow(file, { ref, kind: node.kind }, () => pointerTo(node.pointer, '$ref'))
      for (const [at, ref] of mappingReferences(node)) follow(file, { ref, kind: 'schema' }, () => at)
      return true
    }
    walk(root, visit, (node, keyword, ref) => {
      complete = false
      const at = pointerTo(node.pointer, keyword, '$ref')
      const message = `A \`$ref\` cannot stand for all of \`${keyword}\``
      const help = 'Write the names here, each with a `$ref` of its own.'
      reading.tell(
        'ref-misplaced',
        { file: file.path, pointer: at, place: file.place(at), subject: ref },
        message,
        help,
      )
    })
  }
  for (const { rule, message, help, use } of lost) reading.tell(rule, use, message, help)
  return complete
}

/** True for what is written once and referred to as a whole: a component, a path item, a webhook. */
function isNamed({ parent, keyword, key }: Node): boolean {
  return parent !== null && key !== keyword && ['components', 'document', 'swagger'].includes(parent.kind)
}

/**
 * Returns the function that looks where references lead. Most are written many times; each text is looked up once for each file it
 * stands in.
 */
function finder(reading: Reading) {
  const looked = new Map<ContractFile, Map<string, { readonly found: Found; readonly kinds: Set<Kind> }>>()
  const circles = new Map<string, boolean>()
  return (from: ContractFile, ref: string) => {
    const inFile = looked.get(from) ?? new Map<string, { readonly found: Found; readonly kinds: Set<Kind> }>()
    looked.set(from, inFile)
    const answer = inFile.get(ref) ?? { found: look(from, ref, reading, circles), kinds: new Set() }
    inFile.set(ref, answer)
    return answer
  }
}

/** `target`: what many references may lead to in vain; else it is one's own. */
type Trouble = readonly [rule: string, message: string, help: string, target?: string]

/** Where a reference leads, or what is wrong with it; `trouble: null` where that has been told already. */
type Found = { readonly file: ContractFile; readonly pointer: Pointer } | { readonly trouble: Trouble | null }

function look(from: ContractFile, ref: string, { source, open }: Reading, circles: Map<string, boolean>): Found {
  const reference = parseReference(from.path, ref)
  if (reference.trouble) {
    const [rule, message, help] = unreadable[reference.trouble]
    const target = rule === 'ref-outside' ? ref.replace(/#.*/, '') : `${from.path}\n${ref}`
    return { trouble: [rule, `\`${ref}\` ${message}`, help, target] }
  }
  const file = open(reference.file)
  if (file === null)
    return { trouble: source.files.has(reference.file) ? null : missingFile(ref, reference.file, source) }
  if (valueAt(file.value, reference.pointer) === undefined) {
    const nearest = suggestion(file.value, reference.pointer)
    const help = nearest === null ? 'Correct the pointer, or write what it leads to.' : `Did you mean \`#${nearest}\`?`
    return { trouble: ['ref-unresolved', `\`${ref}\` leads nowhere in \`${file.path}\``, help] }
  }
  if (isCircle(file, reference.pointer, open, circles)) {
    const message = `\`${ref}\` leads around in a circle and never to a value`
    return { trouble: ['ref-circular', message, 'Let one reference of the circle lead to a value.'] }
  }
  return { file, pointer: reference.pointer }
}

const comeInside = "Copy the file into the API's folder or the catalog's shared files, and refer to it there."
const unreadable: Readonly<Record<'address' | 'absolute' | 'above-root' | 'anchor' | 'encoding', Trouble>> = {
  address: ['ref-outside', 'is an address, and nothing is fetched', comeInside],
  absolute: ['ref-outside', 'is an absolute path, and only files of the catalog are read', comeInside],
  'above-root': ['ref-outside', 'climbs out of what a contract may reach', comeInside],
  anchor: [
    'ref-unresolved',
    'names an anchor that no schema has',
    'Write `$anchor` in the schema it means (since OpenAPI 3.1), or use a JSON pointer, as in `#/components/schemas/Pet`.',
  ],
  encoding: ['ref-unresolved', 'has a broken percent-encoding', 'Write `%` as `%25`.'],
}

const refusals: Readonly<Record<'symlink' | 'submodule' | 'too-large', readonly [what: string, help: string]>> = {
  symlink: ['is a symbolic link, and those are not followed', 'Put the file itself in its place.'],
  submodule: ['is in a submodule, and those are not read', 'Copy the file into the repository.'],
  'too-large': [
    'is larger than a file of a contract may be',
    'Split it into files that refer to each other, or raise `maxContractBytes` in `apigov.yaml`.',
  ],
}

/** Why a file of the tree could not be had, as the end of a sentence, and what to do. */
export function whyMissing(path: string, source: ContractSource): readonly [what: string, help: string] {
  const reason = source.refused.get(path)
  if (reason !== undefined) return refusals[reason]
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const beside = [...source.files.keys()].filter((file) => file.slice(0, file.lastIndexOf('/') + 1) === folder)
  const nearest = didYouMean(
    path.slice(folder.length),
    beside.map((file) => file.slice(folder.length)),
  )
  return [
    'is not among the files of this contract',
    nearest === undefined ? `Correct the path, or ${lowerFirst(comeInside)}` : `Did you mean \`${folder}${nearest}\`?`,
  ]
}

function missingFile(ref: string, path: string, source: ContractSource): Trouble {
  const [what, help] = whyMissing(path, source)
  const message = ref === path ? `\`${ref}\` ${what}` : `\`${ref}\` leads to \`${path}\`, which ${what}`
  return [source.refused.has(path) ? 'ref-outside' : 'ref-unresolved', message, help, path]
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

/** The pointer with its first wrong segment corrected, where one is near. */
function suggestion(value: Json, pointer: Pointer): Pointer | null {
  let at: Pointer = ''
  for (const segment of segmentsOf(pointer)) {
    const here = valueAt(value, at) as Json | undefined
    if (isObject(here) && !Object.hasOwn(here, segment)) {
      const nearest = didYouMean(segment, Object.keys(here))
      if (nearest === undefined) return null
      const corrected = pointerTo(at, nearest) + pointer.slice(pointerTo(at, segment).length)
      return valueAt(value, corrected) === undefined ? null : corrected
    }
    at = pointerTo(at, segment)
  }
  return null
}

/**
 * True where what stands at the pointer is a reference that, followed on, comes back without ever reaching a value. What is known of
 * the links of a chain is kept in `circles`, so that chains which share an end are followed once.
 */
function isCircle(file: ContractFile, pointer: Pointer, open: Reading['open'], circles: Map<string, boolean>): boolean {
  const links = new Set<string>()
  let at: { file: ContractFile; pointer: Pointer } | null = { file, pointer }
  let answer = false
  while (at !== null) {
    const identity = `${at.file.path}#${at.pointer}`
    const known = links.has(identity) ? true : circles.get(identity)
    if (known !== undefined) {
      answer = known
      break
    }
    links.add(identity)
    at = nextOf(at.file, at.pointer, open)
  }
  for (const link of links) circles.set(link, answer)
  return answer
}

/** Where the reference at a pointer leads; `null` where there is none, or it is told about where it stands. */
function nextOf(file: ContractFile, pointer: Pointer, open: Reading['open']) {
  const ref = refOf(valueAt(file.value, pointer) as Json | undefined)
  const next = ref === undefined ? null : parseReference(file.path, ref)
  const nextFile = next === null || next.trouble ? null : open(next.file)
  return next === null || next.trouble || nextFile === null ? null : { file: nextFile, pointer: next.pointer }
}

function mappingReferences(node: Node): readonly (readonly [Pointer, string])[] {
  return mappedReferences(node.value, node.kind).map(([name, ref]) => [pointerTo(node.pointer, 'mapping', name), ref])
}
