/**
 * A GraphQL schema as rules see it: plain values with names, so that no rule loads graphql-js. Extensions are merged into what they
 * extend; what comes with the language is left out.
 */
import {
  type ConstDirectiveNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  isUnionType,
  type GraphQLSchema as Schema,
} from 'graphql'
import type {
  Coordinate,
  Deprecable,
  Described,
  EnumValue,
  Field,
  GraphqlSchema,
  Input,
  Type,
  TypeRef,
} from '../graphql-rule.ts'

export function schemaOf(schema: Schema): GraphqlSchema {
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type))
    .map((type) => typeOf(type, schema))
  const named = new Map(types.map((type) => [type.name, type]))
  const root = (type: { readonly name: string } | null | undefined) => named.get(type?.name ?? '') ?? null
  const directives = schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive))
  return {
    types: named,
    query: root(schema.getQueryType()),
    mutation: root(schema.getMutationType()),
    subscription: root(schema.getSubscriptionType()),
    directiveArguments: directives.flatMap(({ name, args }) => args.map((arg) => inputOf(arg, `@${name}`, null))),
  }
}

function typeOf(type: GraphQLNamedType, schema: Schema): Type {
  const nodes = [type.astNode, ...type.extensionASTNodes]
  const described = { ...describedBy(type, type.name), directives: nodes.flatMap((node) => directivesOf(node)) }
  const bare = { ...described, fields: [], inputs: [], values: [], members: [] }
  if (isEnumType(type))
    return {
      ...bare,
      kind: 'enum',
      values: type
        .getValues()
        .map((value): EnumValue => ({ ...deprecable(value, `${type.name}.${value.name}`), of: type.name })),
    }
  if (isInputObjectType(type))
    return {
      ...bare,
      kind: 'input',
      inputs: Object.values(type.getFields()).map((field) => inputOf(field, type.name, null)),
    }
  if (isObjectType(type) || isInterfaceType(type)) {
    const kind = isObjectType(type) ? 'object' : 'interface'
    const members = isInterfaceType(type) ? namesOf(schema.getPossibleTypes(type)) : namesOf(type.getInterfaces())
    return { ...bare, kind, members, fields: Object.values(type.getFields()).map((field) => fieldOf(field, type.name)) }
  }
  return isUnionType(type) ? { ...bare, kind: 'union', members: namesOf(type.getTypes()) } : { ...bare, kind: 'scalar' }
}

function namesOf(types: readonly GraphQLNamedType[]): readonly string[] {
  return types.map(({ name }) => name)
}

function fieldOf(field: GraphQLField<unknown, unknown>, of: string): Field {
  const coordinate = `${of}.${field.name}`
  const parts = { ...deprecable(field, coordinate), of, type: refTo(field.type), arguments: [] }
  return { ...parts, arguments: field.args.map((argument) => inputOf(argument, coordinate, parts)) }
}

function inputOf(input: GraphQLArgument | GraphQLInputField, of: string, field: Field | null): Input {
  const isRequired = isNonNullType(input.type) && input.defaultValue === undefined
  return { ...deprecable(input, `${of}.${input.name}`), of, type: refTo(input.type), isRequired, field }
}

type Element = Parameters<typeof describedBy>[0]

function deprecable(element: Element & { deprecationReason?: string | null | undefined }, at: Coordinate): Deprecable {
  return { ...describedBy(element, at), deprecated: element.deprecationReason ?? null }
}

function describedBy(
  element: {
    name: string
    description?: string | null | undefined
    astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined
  },
  coordinate: Coordinate,
): Described {
  const description = element.description?.trim() ?? ''
  return { name: element.name, coordinate, description, directives: directivesOf(element.astNode) }
}

function directivesOf(node: Element['astNode']): readonly string[] {
  return (node?.directives ?? []).map(({ name }) => name.value)
}

function refTo(type: GraphQLType): TypeRef {
  const outer = isNonNullType(type) ? type.ofType : type
  return {
    name: getNamedType(type).name,
    isList: isListType(outer),
    isRequired: isNonNullType(type),
    text: String(type),
  }
}
