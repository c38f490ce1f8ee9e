import type { ContractSetting } from '../contract/contract.ts'
import { type Report, type Rule, withoutMargins } from './rule.ts'

/** How a place in a schema is named: `Query`, `Query.user`, `Query.user.id`, `@cached.ttl`; `''` is the schema. */
export type Coordinate = string

export interface Described {
  readonly name: string
  readonly coordinate: Coordinate
  /** Without blanks around it; `''` where there is none. */
  readonly description: string
  /** Names of the directives it carries. */
  readonly directives: readonly string[]
}

export interface Deprecable extends Described {
  /** The reason as written, or the one the language puts in its place; `null` for what is not deprecated. */
  readonly deprecated: string | null
}

export interface EnumValue extends Deprecable {
  /** Name of its enum. */
  readonly of: string
}

/** An argument, or a field of an input type. */
export interface Input extends Deprecable {
  /** Coordinate of what it belongs to. */
  readonly of: Coordinate
  /** Of an argument of a field, that field. */
  readonly field: Field | null
  readonly type: TypeRef
  /** True where callers cannot leave it out. */
  readonly isRequired: boolean
}

export interface Field extends Deprecable {
  /** Name of its type. */
  readonly of: string
  readonly type: TypeRef
  readonly arguments: readonly Input[]
}

export interface TypeRef {
  /** Of the type inside of lists and exclamation marks. */
  readonly name: string
  readonly isList: boolean
  readonly isRequired: boolean
  /** As written: `[Pet!]!`. */
  readonly text: string
}

export interface Type extends Described {
  readonly kind: 'object' | 'interface' | 'union' | 'enum' | 'input' | 'scalar'
  readonly fields: readonly Field[]
  /** Fields of an input type. */
  readonly inputs: readonly Input[]
  readonly values: readonly EnumValue[]
  /** Names: what is in a union, what implements an interface, which interfaces an object implements. */
  readonly members: readonly string[]
}

export interface GraphqlSchema {
  /** By name, in the order written; those of the language itself are not among them. */
  readonly types: ReadonlyMap<string, Type>
  readonly query: Type | null
  readonly mutation: Type | null
  readonly subscription: Type | null
  readonly directiveArguments: readonly Input[]
  /** As `ContractSource`. */
  readonly setting?: ContractSetting | undefined
}

/** What a rule wants to see of a schema. Whatever it sees, it may ask the whole schema about. */
export type GraphqlVisitor = {
  readonly type?: (type: Type) => void
  readonly field?: (field: Field) => void
  /** Each argument, of fields and of directives, and each field of an input type. */
  readonly input?: (input: Input) => void
  readonly value?: (value: EnumValue) => void
  /** After everything was shown. */
  readonly end?: () => void
}

interface GraphqlRule extends Omit<Rule, 'kinds' | 'visit'> {
  visit(report: Report<Coordinate>, schema: GraphqlSchema): GraphqlVisitor
}

/** Takes a rule for GraphQL schemas as it is written. What it reports is not fixed: a schema is no YAML. */
export function defineGraphqlRule(rule: GraphqlRule): Rule {
  return { ...rule, kinds: ['graphql'], example: withoutMargins(rule.example) }
}
