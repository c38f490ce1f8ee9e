import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql'

/** How consumers meet the types of a schema: what a query can be given, and what it can be asked for. */
export interface Meeting {
  /** True where a query can be answered with the type, as the schema was: what is new since, nobody uses yet. */
  isReceived(type: string): boolean
  /** The same for what a query can send. */
  isSent(type: string): boolean
  kindOf(type: string): 'input' | 'output' | 'enum' | undefined
  readonly base: GraphQLSchema
  readonly revision: GraphQLSchema
}

export function meetingOf(base: GraphQLSchema, revision: GraphQLSchema): Meeting {
  const { received, sent } = reachOf(base)
  return {
    isReceived: (type) => received.has(type),
    isSent: (type) => sent.has(type),
    kindOf(name) {
      const type = revision.getType(name) ?? base.getType(name)
      if (type === undefined) return undefined
      if (isEnumType(type)) return 'enum'
      return isInputObjectType(type) ? 'input' : 'output'
    },
    base,
    revision,
  }
}

/** From the root types on, and from the entities of a part of a federated graph, which its router asks for by key. */
function reachOf(schema: GraphQLSchema) {
  const received = new Set<string>()
  const sent = new Set<string>()
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const waiting: { readonly type: GraphQLNamedType; readonly into: Set<string> }[] = []
  const meet = (type: GraphQLNamedType, into: Set<string>) => {
    if (into.has(type.name)) return
    into.add(type.name)
    waiting.push({ type, into })
  }
  for (const type of [...roots, ...entitiesOf(schema)]) if (type) meet(type, received)
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { type, into } = next
    if (isObjectType(type) || isInterfaceType(type))
      for (const field of Object.values(type.getFields())) {
        meet(getNamedType(field.type), received)
        for (const argument of field.args) meet(getNamedType(argument.type), sent)
      }
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) meet(getNamedType(field.type), into)
    if (isObjectType(type)) for (const abstract of type.getInterfaces()) meet(abstract, into)
    if (isUnionType(type) || isInterfaceType(type))
      for (const member of schema.getPossibleTypes(type)) meet(member, into)
  }
  for (const directive of schema.getDirectives())
    for (const argument of directive.args) meet(getNamedType(argument.type), sent)
  return { received, sent }
}

/** What the router of a federated graph asks this part of it for by key. */
export function entitiesOf(schema: GraphQLSchema): readonly GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter(
    ({ astNode }) => astNode?.directives?.some(({ name }) => name.value === 'key') === true,
  )
}
