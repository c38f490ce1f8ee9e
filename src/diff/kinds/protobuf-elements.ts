import type { Place } from '../../base/place.ts'
import type { CompilerMessage, ProtobufContract } from '../../contract/kinds/protobuf.ts'
import { type Element, type ElementKind, innermost, type Position } from '../../contract/kinds/protobuf-image.ts'

/** The thing a message of buf is about, on both sides. */
export interface Found {
  /** As it is called now, or was; `null` for a file or package as a whole. */
  readonly element: Element | null
  readonly name: string
  readonly was: Element | null
  readonly is: Element | null
  /** Where to look now. */
  readonly place: Place
}

/** What is the same on both sides: fields and enum values by their number, everything else by name. */
export function keyOf({ kind, name, within, number }: Element): string {
  return number === undefined ? `${kind} ${name}` : `${kind} ${within}#${number}`
}

/**
 * Returns the function that finds what a message is about. buf gives the place in the revision, of a deleted thing that of what it stood
 * in, and names the thing in its sentence.
 */
export function finderOf(base: ProtobufContract, revision: ProtobufContract): (message: CompilerMessage) => Found {
  const before = new Map(base.elements.map((element) => [keyOf(element), element]))
  const byFile = Map.groupBy(revision.elements, ({ file }) => file)
  return (message) => {
    const position: Position = [message.line - 1, message.column - 1]
    const place = revision.place(message.file, position)
    const deleted = deletedIn(message.message)
    const around = innermost(byFile.get(message.file) ?? [], position, deleted === null ? undefined : isContainer)
    if (deleted === null) {
      const was = around === null ? null : (before.get(keyOf(around)) ?? null)
      return { element: around, name: around?.name ?? '', was, is: around, place }
    }
    const was = before.get(deletedKey(deleted, around)) ?? null
    return { element: was, name: was?.name ?? deleted.name, was, is: null, place }
  }
}

function isContainer({ kind }: Element): boolean {
  return kind === 'message' || kind === 'enum' || kind === 'service'
}

interface Deleted {
  readonly kind: ElementKind | 'package' | 'extension'
  readonly name: string
  readonly package: string | null
}

const kinds: Readonly<Record<string, Deleted['kind']>> = { RPC: 'rpc', 'enum value': 'value' }

/** `Previously present field "6" with name "z" on message "Pet" was deleted.` */
function deletedIn(sentence: string): Deleted | null {
  const match = /^Previously present ([A-Za-z ]+?) "([^"]*)"/.exec(sentence)
  if (match === null || !/was deleted/.test(sentence)) return null
  const [, words = '', name = ''] = match
  const within = /from package "([^"]*)"/.exec(sentence)?.[1] ?? null
  return { kind: kinds[words] ?? (words as Deleted['kind']), name, package: within }
}

function deletedKey({ kind, name, package: within }: Deleted, around: Element | null): string {
  if (within !== null) return `${kind} ${within === '' ? name : `${within}.${name}`}`
  const owner = around?.name ?? ''
  return kind === 'field' || kind === 'value'
    ? `${kind} ${owner}#${name}`
    : `${kind} ${owner === '' ? name : `${owner}.${name}`}`
}
