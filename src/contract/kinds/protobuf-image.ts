/**
 * What a compiler makes of Protobuf files: descriptors in Protobuf's own JSON (`google.protobuf.FileDescriptorSet`), of which only what is
 * needed here is typed, and the elements in them by full name, with their places.
 */
import type { Place } from '../../base/place.ts'

export interface Image {
  readonly file?: readonly FileDescriptor[]
}

export interface FileDescriptor {
  readonly name: string
  readonly package?: string
  readonly syntax?: string
  readonly options?: Options
  readonly messageType?: readonly MessageDescriptor[]
  readonly enumType?: readonly EnumDescriptor[]
  readonly service?: readonly ServiceDescriptor[]
  readonly sourceCodeInfo?: { readonly location?: readonly Location[] }
  readonly bufExtension?: { readonly isImport?: boolean }
}

interface Options {
  readonly deprecated?: boolean
  readonly mapEntry?: boolean
  readonly features?: { readonly enumType?: string }
}

interface MessageDescriptor {
  readonly name: string
  readonly field?: readonly FieldDescriptor[]
  readonly nestedType?: readonly MessageDescriptor[]
  readonly enumType?: readonly EnumDescriptor[]
  readonly oneofDecl?: readonly { readonly name: string }[]
  readonly options?: Options
}

interface FieldDescriptor {
  readonly name: string
  readonly number: number
  readonly label?: string
  readonly oneofIndex?: number
  readonly typeName?: string
  readonly options?: Options
}

interface EnumDescriptor {
  readonly name: string
  readonly value?: readonly { readonly name: string; readonly number?: number; readonly options?: Options }[]
  readonly options?: Options
}

interface ServiceDescriptor {
  readonly name: string
  readonly method?: readonly MethodDescriptor[]
  readonly options?: Options
}

interface MethodDescriptor {
  readonly name: string
  readonly inputType: string
  readonly outputType: string
  readonly options?: Options
}

interface Location {
  readonly path?: readonly number[]
  /** Line, column, line of the end where it is another, column of the end; all from 0. */
  readonly span: readonly number[]
}

export type ElementKind = 'message' | 'field' | 'oneof' | 'enum' | 'value' | 'service' | 'rpc'

/** Anything with a name in a Protobuf file. */
export interface Element {
  readonly kind: ElementKind
  /** With the package: `acme.v1.Pet.name`. */
  readonly name: string
  /** Full name of what it stands in; the package for what stands in none. */
  readonly within: string
  /** Import path of its file. */
  readonly file: string
  readonly start: Position
  readonly end: Position
  /** Of a field or an enum value: by it one side knows the other's. */
  readonly number?: number
  readonly isRequired?: boolean
  /** Of a field: the oneof it stands in, and whether with others. */
  readonly oneof?: { readonly name: string; readonly isShared: boolean }
  readonly isDeprecated: boolean
  /** Of an enum, or a value of one: unknown values are not kept as such (`proto2`). */
  readonly isClosed?: boolean
  /** Full names: what a field holds, what a method takes and gives. */
  readonly leadsTo?: readonly string[]
}

/** From 0, as the compiler counts. */
export type Position = readonly [line: number, column: number]

/** Every element of the contract's own files and of those it imports, in the order written. */
export function elementsOf(image: Image): readonly Element[] {
  return (image.file ?? []).flatMap((file) => [...elementsIn(file)])
}

/** The package a file is in, and where it says so; its beginning where it says none. */
export interface PackageName {
  readonly name: string
  readonly file: string
  readonly start: Position
}

export function packagesOf(image: Image): readonly PackageName[] {
  return (image.file ?? []).map(({ name: file, package: name = '', sourceCodeInfo }) => {
    const said = sourceCodeInfo?.location?.find(({ path = [] }) => path.length === 1 && path[0] === at.package)
    const [line = 0, column = 0] = said?.span ?? []
    return { name, file, start: [line, column] }
  })
}

/** Numbers of the fields of the descriptors, by which locations name their way (descriptor.proto). */
const at = {
  package: 2,
  message: 4,
  enum: 5,
  service: 6,
  field: 2,
  nested: 3,
  nestedEnum: 4,
  oneof: 8,
  value: 2,
  method: 2,
} as const

type Way = readonly number[]

function* elementsIn(file: FileDescriptor): Generator<Element> {
  const spans = new Map((file.sourceCodeInfo?.location ?? []).map(({ path = [], span }) => [path.join('.'), span]))
  const own = file.package ?? ''
  const base = (kind: ElementKind, name: string, within: string, way: Way, options: Options | undefined) => {
    const [line = 0, column = 0, third = 0, fourth] = spans.get(way.join('.')) ?? []
    const end: Position = fourth === undefined ? [line, third] : [third, fourth]
    const full = within === '' ? name : `${within}.${name}`
    return {
      kind,
      name: full,
      within,
      file: file.name,
      start: [line, column] as const,
      end,
      isDeprecated: options?.deprecated === true,
    }
  }
  const isClosedFile =
    !['proto3', 'editions'].includes(file.syntax ?? '') || file.options?.features?.enumType === 'CLOSED'

  function* ofEnum(each: EnumDescriptor, within: string, way: Way): Generator<Element> {
    const isClosed = isClosedFile || each.options?.features?.enumType === 'CLOSED'
    const element = { ...base('enum', each.name, within, way, each.options), isClosed }
    yield element
    for (const [index, { name, number = 0, options }] of (each.value ?? []).entries())
      yield { ...base('value', name, element.name, [...way, at.value, index], options), number, isClosed }
  }

  function* ofMessage(each: MessageDescriptor, within: string, way: Way): Generator<Element> {
    const element = base('message', each.name, within, way, each.options)
    if (each.options?.mapEntry !== true) yield element
    for (const [index, field] of (each.field ?? []).entries()) {
      const { number, label, typeName } = field
      const oneof = oneofOf(each, field)
      const leadsTo = typeName === undefined ? [] : [typeName.slice(1)]
      const isRequired = label === 'LABEL_REQUIRED'
      yield {
        ...base('field', field.name, element.name, [...way, at.field, index], field.options),
        number,
        isRequired,
        leadsTo,
        ...(oneof === null ? {} : { oneof }),
      }
    }
    for (const [index, { name }] of (each.oneofDecl ?? []).entries())
      if (isWritten(name)) yield base('oneof', name, element.name, [...way, at.oneof, index], undefined)
    for (const [index, nested] of (each.nestedType ?? []).entries())
      yield* ofMessage(nested, element.name, [...way, at.nested, index])
    for (const [index, nested] of (each.enumType ?? []).entries())
      yield* ofEnum(nested, element.name, [...way, at.nestedEnum, index])
  }

  for (const [index, each] of (file.messageType ?? []).entries()) yield* ofMessage(each, own, [at.message, index])
  for (const [index, each] of (file.enumType ?? []).entries()) yield* ofEnum(each, own, [at.enum, index])
  for (const [index, each] of (file.service ?? []).entries()) {
    const way = [at.service, index]
    const element = base('service', each.name, own, way, each.options)
    yield element
    for (const [position, method] of (each.method ?? []).entries()) {
      const leadsTo = [method.inputType.slice(1), method.outputType.slice(1)]
      yield { ...base('rpc', method.name, element.name, [...way, at.method, position], method.options), leadsTo }
    }
  }
}

function oneofOf({ field: fields = [], oneofDecl = [] }: MessageDescriptor, { oneofIndex }: FieldDescriptor) {
  const name = oneofIndex === undefined ? undefined : oneofDecl[oneofIndex]?.name
  if (name === undefined || !isWritten(name)) return null
  return { name, isShared: fields.filter((other) => other.oneofIndex === oneofIndex).length > 1 }
}

/** A field that is `optional` in proto3 stands in a oneof that nobody wrote. */
function isWritten(oneof: string): boolean {
  return !oneof.startsWith('_')
}

/** The smallest element that the position stands in. */
export function innermost(
  elements: readonly Element[],
  at: Position,
  fits: (element: Element) => boolean = () => true,
): Element | null {
  let best: Element | null = null
  for (const element of elements)
    if (fits(element) && isIn(element, at) && (best === null || isIn(best, element.start))) best = element
  return best
}

function isIn({ start, end }: Element, at: Position): boolean {
  return !isBefore(at, start) && !isBefore(end, at)
}

function isBefore([line, column]: Position, [otherLine, otherColumn]: Position): boolean {
  return line < otherLine || (line === otherLine && column < otherColumn)
}

/**
 * A compiler's position as a place in the text, in UTF-16 units. In descriptors buf counts the columns of a terminal, as Unicode has them
 * (UAX 11): two for wide characters and emoji, none for what is invisible, and tabs to the next multiple of 4; in what it says of files
 * that do not compile, bytes.
 */
export function placeIn(
  file: string,
  lines: readonly string[],
  [line, column]: Position,
  measure: 'columns' | 'bytes' = 'columns',
): Place {
  let units = 0
  let seen = 0
  for (const { segment } of graphemes.segment(lines[line] ?? '')) {
    if (seen >= column) break
    if (measure === 'bytes') seen += Buffer.byteLength(segment)
    else seen += segment === '\t' ? 4 - (seen % 4) : widthOf(segment)
    units += segment.length
  }
  return { file, line: line + 1, column: units + 1 }
}

const graphemes = new Intl.Segmenter('en')

function widthOf(grapheme: string): number {
  if (/^[\x20-\x7e]$/.test(grapheme)) return 1
  if (/^[\p{Cc}\p{Cf}\p{M}]+$/u.test(grapheme)) return 0
  return wide.test(grapheme) ? 2 : 1
}

/** East Asian Wide and Fullwidth (UAX 11), and what is shown as an emoji. */
const wide =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{RI}|\p{Emoji_Presentation}|.\ufe0f)/u
