/**
 * GraphQL contracts: one file in the schema definition language (GraphQL specification, section 3). What it says is checked by
 * graphql-js itself, but for directives nobody defined: those of federation and of servers stand in schemas without a definition.
 */
import {
  type ASTNode,
  buildASTSchema,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  type NameNode,
  parse,
  print,
  validateSchema,
  visit,
} from 'graphql'
import { specifiedSDLRules } from 'graphql/validation/specifiedRules.js'
import { validateSDL } from 'graphql/validation/validate.js'
import { LineIndex } from '../../base/notation.ts'
import type { Place } from '../../base/place.ts'
import type { ContractIdentity, ContractReading, ContractSetting, ContractSource } from '../contract.ts'
import { digestOf } from '../read.ts'
import { SourceReader } from './source-reader.ts'

export interface GraphqlContract {
  readonly kind: 'graphql'
  readonly identity: ContractIdentity
  readonly setting?: ContractSetting | undefined
  readonly entry: string
  /** As stated beside the contract; `''` where nowhere. */
  readonly semver: string
  readonly stated: Place
  readonly title: string
  readonly digest: string
  readonly text: string
  readonly schema: GraphQLSchema
  /** Where a coordinate (`Query.user.id`, `@cached.ttl`) is defined; `null` where it is not. */
  place(coordinate: string): Place | null
}

/** A document of 20 MB has about five million; what the largest public schemas have is a tenth of a million. */
const maxTokens = 1_000_000
const listed = 20

/** Reads a GraphQL schema. Never throws; there is no contract where the schema is not a valid one. */
export function readGraphql(source: ContractSource): ContractReading<GraphqlContract> {
  const reader = new SourceReader(source)
  const text = reader.text(source.entry)
  if (text === null) return reader.reading<GraphqlContract>(null)
  const { entry, identity, setting } = source
  const checked = check(text)
  if ('errors' in checked) {
    tellErrors(reader, text, checked.errors)
    return reader.reading<GraphqlContract>(null)
  }
  const { document, schema, repeated } = checked
  tellRepeated(reader, text, repeated)
  const file = source.files.get(entry)
  return reader.reading<GraphqlContract>({
    kind: 'graphql',
    identity,
    setting,
    entry,
    semver: reader.semver(),
    stated: source.stated?.place ?? { file: entry, line: 1, column: 1 },
    title: identity.api,
    digest: digestOf(new Map(file ? [[entry, file]] : [])),
    text,
    schema,
    place: placer(entry, text, document),
  })
}

type Checked =
  | { readonly document: DocumentNode; readonly schema: GraphQLSchema; readonly repeated: readonly FieldNode[] }
  | { readonly errors: readonly GraphQLError[] }

function check(text: string): Checked {
  try {
    const { document, repeated } = withoutRepeats(parse(text, { maxTokens }))
    const errors = validateSDL(document, null, rules)
    if (errors.length > 0) return { errors }
    const schema = buildASTSchema(document, { assumeValidSDL: true })
    // A part of a federated graph may have no queries of its own.
    const wrong = validateSchema(schema).filter(({ message }) => message !== 'Query root type must be provided.')
    return wrong.length > 0 ? { errors: wrong } : { document, schema, repeated }
  } catch (thrown) {
    if (thrown instanceof GraphQLError) return { errors: [thrown] }
    // graphql-js descends by recursion, so what nests without end ends the stack.
    if (thrown instanceof RangeError) return { errors: [new GraphQLError('It is nested too deeply')] }
    throw thrown
  }
}

const rules = specifiedSDLRules.filter(({ name }) => name !== 'KnownDirectivesRule')

type FieldNode = FieldDefinitionNode | InputValueDefinitionNode

/** Leaves out a field that is defined twice and means the same: GitHub's public schema has some, and they leave no doubt what is meant. */
function withoutRepeats(document: DocumentNode): {
  readonly document: DocumentNode
  readonly repeated: readonly FieldNode[]
} {
  const repeated: FieldNode[] = []
  const definitions = document.definitions.map((definition) => {
    if (!('fields' in definition) || definition.fields === undefined) return definition
    const known = new Map<string, FieldNode>()
    for (const field of definition.fields as readonly FieldNode[]) {
      const first = known.get(field.name.value)
      if (first === undefined) known.set(field.name.value, field)
      else if (meaningOf(first) === meaningOf(field)) repeated.push(field)
    }
    if (known.size === definition.fields.length) return definition
    const left = new Set(repeated)
    return { ...definition, fields: definition.fields.filter((field) => !left.has(field)) } as DefinitionNode // fewer fields, same kind
  })
  return repeated.length === 0 ? { document, repeated } : { document: { ...document, definitions }, repeated }
}

/** The definition without what only describes. */
function meaningOf(field: FieldNode): string {
  const bare = (node: ASTNode) => ('description' in node ? { ...node, description: undefined } : undefined)
  return print(visit(field, { enter: bare }))
}

function tellRepeated(reader: SourceReader, text: string, repeated: readonly FieldNode[]): void {
  if (repeated.length === 0) return
  const lines = new LineIndex(text)
  for (const { name } of repeated.slice(0, listed)) {
    const place = { file: reader.source.entry, ...lines.at(name.loc?.start ?? 0) }
    const message = `The field \`${name.value}\` is defined twice`
    reader.tell('graphql-field-repeated', { place }, message, 'Delete one of the two.', 'warning')
  }
}

function tellErrors(reader: SourceReader, text: string, errors: readonly GraphQLError[]): void {
  const lines = new LineIndex(text)
  const file = reader.source.entry
  for (const error of errors.slice(0, listed)) {
    const place = { file, ...lines.at(error.positions?.[0] ?? 0) }
    const message = `This is not a GraphQL schema: ${error.message.replace(/\.$/, '')}`
    reader.tell('contract-unreadable', { place }, message, 'Correct the schema at this place.')
  }
}

/** Coordinates of the document, found on the first question. */
function placer(file: string, text: string, document: DocumentNode): (coordinate: string) => Place | null {
  let names: ReadonlyMap<string, NameNode> | undefined
  let lines: LineIndex | undefined
  return (coordinate) => {
    names ??= coordinatesOf(document)
    const offset = names.get(coordinate)?.loc?.start
    if (offset === undefined) return null
    lines ??= new LineIndex(text)
    return { file, ...lines.at(offset) }
  }
}

function coordinatesOf(document: DocumentNode): ReadonlyMap<string, NameNode> {
  const found = new Map<string, NameNode>()
  const add = (prefix: string, node: ASTNode) => {
    if (!('name' in node) || node.name === undefined) return
    const coordinate = prefix === '' || prefix === '@' ? `${prefix}${node.name.value}` : `${prefix}.${node.name.value}`
    if (!found.has(coordinate)) found.set(coordinate, node.name)
    for (const key of ['fields', 'arguments', 'values', 'types'] as const) {
      const below: unknown = Reflect.get(node, key)
      if (Array.isArray(below)) for (const child of below) add(coordinate, child)
    }
  }
  for (const node of document.definitions) add(node.kind === 'DirectiveDefinition' ? '@' : '', node)
  return found
}
