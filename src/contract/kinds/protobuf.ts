/**
 * Protobuf contracts: the `.proto` files of a folder, or one file, with what they import. They are compiled by a program of their own,
 * whose answers are handed in here: this folder runs nothing.
 */
import type { Place } from '../../base/place.ts'
import type { ContractIdentity, ContractReading } from '../contract.ts'
import { digestOf } from '../read.ts'
import {
  type Element,
  elementsOf,
  type Image,
  type PackageName,
  type Position,
  packagesOf,
  placeIn,
} from './protobuf-image.ts'
import type { ProtobufLayout } from './protobuf-layout.ts'
import type { SourceReader } from './source-reader.ts'

export interface ProtobufContract {
  readonly kind: 'protobuf'
  readonly identity: ContractIdentity
  readonly entry: string
  /** As stated beside the contract; `''` where nowhere. */
  readonly semver: string
  readonly stated: Place
  readonly title: string
  readonly digest: string
  /** The compiled files as JSON text, for whoever compares them. */
  readonly image: string
  /** Of the contract's own files. */
  readonly elements: readonly Element[]
  /** One per own file. */
  readonly packages: readonly PackageName[]
  /** Of its own files and of those they import. */
  readonly reached: readonly Element[]
  /** Where a compiler's position in a file, named by its import path, stands in the tree. */
  place(file: string, position: Position): Place
}

/** What a compiler says of a file; lines and columns from 1. */
export interface CompilerMessage {
  /** Import path; `''` where it has no place. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** The id of a rule, or `COMPILE`. */
  readonly rule: string
  readonly message: string
}

/** What a compiler makes of the files: an image, or why it cannot. */
export type Compiled = { readonly image: string } | { readonly errors: readonly CompilerMessage[] }

/** The contract that `layout` compiled to, or findings with their places. */
export function protobufReading(
  reader: SourceReader,
  layout: ProtobufLayout,
  compiled: Compiled,
): ContractReading<ProtobufContract> {
  const { entry, identity, files, stated } = reader.source
  const place = placer(layout, entry)
  if ('errors' in compiled) {
    for (const { file, line, column, message } of compiled.errors)
      reader.tell(
        'contract-unreadable',
        { place: place(file, [line - 1, column - 1], 'bytes'), subject: message },
        `This does not compile: ${message.replace(/\.$/, '')}`,
        'Correct the file at this place; what it imports must stand in the folder of the API or among the shared files.',
      )
    return reader.reading<ProtobufContract>(null)
  }
  // The compiler's own JSON, of the shape it documents.
  const image = JSON.parse(compiled.image) as Image
  const reached = elementsOf(image)
  const own = new Set(layout.own)
  const elements = reached.filter(({ file }) => own.has(file))
  if (elements.length === 0) {
    const at = { place: { file: entry, line: 1, column: 1 }, subject: '' }
    reader.tell(
      'contract-unreadable',
      at,
      'This defines no message, enum or service',
      'Define what the API takes and gives.',
    )
    return reader.reading<ProtobufContract>(null)
  }
  const paths = [...layout.files.values()].map(({ path }) => path)
  return reader.reading<ProtobufContract>({
    kind: 'protobuf',
    identity,
    entry,
    semver: reader.semver(),
    stated: stated?.place ?? { file: entry, line: 1, column: 1 },
    title: identity.api,
    digest: digestOf(new Map(paths.map((path) => [path, { blob: files.get(path)?.blob ?? '' }]))),
    image: compiled.image,
    elements,
    packages: packagesOf(image).filter(({ file }) => own.has(file)),
    reached,
    place,
  })
}

function placer(layout: ProtobufLayout, entry: string) {
  const lines = new Map<string, readonly string[]>()
  return (file: string, position: Position, measure?: 'columns' | 'bytes'): Place => {
    const known = layout.files.get(file)
    if (known === undefined) return { file: entry, line: 1, column: 1 }
    const split = lines.get(file) ?? known.text.split('\n')
    lines.set(file, split)
    return placeIn(known.path, split, position, measure)
  }
}
