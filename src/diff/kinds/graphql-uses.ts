import {
  type GraphQLFieldMap,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql'
import type { UsedSubject } from '../change.ts'
import { entitiesOf } from './graphql-reach.ts'

/**
 * Returns the function that tells which fields of the root types a coordinate (`User.email`, `Filter`) reaches, in their order: what a
 * query asks for first, and so what consumers call an operation. In a part of a federated graph its entities count as well, because
 * the router asks for them. Each type is followed once, when it is asked for.
 */
export function usesOf(schema: GraphQLSchema): (coordinate: string) => readonly UsedSubject[] {
  const { roots, entries, users } = entrancesOf(schema)
  const known = new Map<string, ReadonlySet<string>>()
  const reachedBy = (type: string): ReadonlySet<string> => {
    let entrances = known.get(type)
    if (entrances === undefined) {
      const seen = new Set([type])
      for (const one of seen) for (const user of users.get(one) ?? []) seen.add(user)
      entrances = new Set([...seen].flatMap((one) => [...(entries.get(one) ?? [])]))
      known.set(type, entrances)
    }
    return entrances
  }
  const order = [...new Set([...entries.values()].flatMap((names) => [...names]))]
  return (coordinate) => {
    const [type = '', field] = coordinate.split('.')
    if (roots.has(type) && field !== undefined) return [{ kind: 'type', name: `${type}.${field}` }]
    const entrances = reachedBy(type)
    return order.filter((name) => entrances.has(name)).map((name) => ({ kind: 'type', name }))
  }
}

/** Who leads where: the root types, what is entered by which of their fields, and which types lead on to a type. */
function entrancesOf(schema: GraphQLSchema) {
  const entries = new Map<string, Set<string>>()
  const users = new Map<string, Set<string>>()
  const roots = new Set<string>()
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (!root) continue
    roots.add(root.name)
    for (const field of Object.values(root.getFields())) {
      const name = `${root.name}.${field.name}`
      add(entries, root.name, name)
      for (const type of typesOf({ [field.name]: field })) add(entries, type, name)
    }
  }
  for (const entity of entitiesOf(schema)) add(entries, entity.name, entity.name)
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) || isInterfaceType(type)) {
      // What is below a root type was entered by one of its fields.
      if (!roots.has(type.name)) for (const used of typesOf(type.getFields())) add(users, used, type.name)
      for (const above of type.getInterfaces()) add(users, above.name, type.name)
    }
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) add(users, getNamedType(field.type).name, type.name)
    if (isUnionType(type) || isInterfaceType(type))
      for (const member of schema.getPossibleTypes(type)) add(users, member.name, type.name)
  }
  return { roots, entries, users }
}

/** The types that fields give and that their arguments take. */
function typesOf(fields: GraphQLFieldMap<unknown, unknown>): readonly string[] {
  return Object.values(fields).flatMap(({ type, args }) =>
    [type, ...args.map((argument) => argument.type)].map((one) => getNamedType(one).name),
  )
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, new Set([value]))
  else values.add(value)
}
