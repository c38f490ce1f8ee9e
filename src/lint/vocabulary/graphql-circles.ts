import type { Field, Type } from '../graphql-rule.ts'

/** Fields that lead from a type back to it. */
export interface Circle {
  readonly type: string
  readonly fields: readonly Field[]
  /** True where one of them is a list, so that each round asks for many times as much. */
  readonly isMultiplying: boolean
}

interface Step {
  readonly to: string
  readonly way: readonly Field[]
}

/**
 * Of the circles that can be reached without coming back to `from`, one that multiplies, a short one before a long one; `null`:
 * none closes.
 */
export function shortestCircle(from: Type, types: ReadonlyMap<string, Type>): Circle | null {
  let best: Circle | null = null
  for (const type of reachedFrom(from, types)) {
    if (type === from) continue
    const limit: number = best?.isMultiplying === true ? best.fields.length - 1 : Number.POSITIVE_INFINITY
    for (const found of circlesAt(type, types, limit)) if (best === null || isBetter(found, best)) best = found
  }
  return best
}

function isBetter(one: Circle, other: Circle): boolean {
  if (one.isMultiplying !== other.isMultiplying) return one.isMultiplying
  return one.fields.length < other.fields.length
}

function reachedFrom(from: Type, types: ReadonlyMap<string, Type>): ReadonlySet<Type> {
  const reached = new Set([from])
  for (const type of reached) for (const { to } of stepsFrom(type, types)) reached.add(types.get(to) ?? type)
  return reached
}

/** The shortest circle through the type by each of its fields. */
function circlesAt(type: Type, types: ReadonlyMap<string, Type>, limit: number): readonly Circle[] {
  return type.fields.flatMap((first): Circle[] => {
    const seen = new Set<string>()
    const waiting: Step[] = targetsOf(first.type.name, types).map((to) => ({ to, way: [first] }))
    for (const { to, way } of waiting) {
      if (way.length > limit || seen.has(to)) continue
      seen.add(to)
      if (to === type.name) return [{ type: to, fields: way, isMultiplying: way.some((field) => field.type.isList) }]
      for (const step of stepsFrom(types.get(to), types)) waiting.push({ to: step.to, way: [...way, ...step.way] })
    }
    return []
  })
}

function stepsFrom(type: Type | undefined, types: ReadonlyMap<string, Type>): readonly Step[] {
  return (type?.fields ?? []).flatMap((field) => targetsOf(field.type.name, types).map((to) => ({ to, way: [field] })))
}

/** What a field of such a type gives: itself, or what is in a union, or what implements an interface. */
function targetsOf(name: string, types: ReadonlyMap<string, Type>): readonly string[] {
  const type = types.get(name)
  if (type === undefined) return []
  return type.kind === 'union' || type.kind === 'interface' ? [name, ...type.members] : [name]
}
