import { isValid, type Side } from './known-schema.ts'
import { isObject, type Schema, words } from './schema.ts'

/**
 * A smaller schema that says the same of the given values, down to the errors: what they all fulfil, and what none of them has, is
 * left out. Compiling the whole of a schema only to see what is wrong with one value takes a hundred times as long.
 */
export function cutSchema(schema: Schema, values: readonly unknown[], side: Side): Schema {
  const cut: Record<string, unknown> = {}
  const fitting = (part: unknown, concerned: readonly unknown[]) =>
    concerned.every((value) => isValid(value, part as Schema, side))
  const rest = (part: unknown, concerned: readonly unknown[]) =>
    fitting(part, concerned) ? direction(part as Schema) : cutSchema(part as Schema, concerned, side)
  const objects = values.filter(isObject)
  for (const [keyword, part] of Object.entries(schema))
    switch (keyword) {
      case 'properties': {
        const parts = Object.entries(part as Schema).map(([name, property]) => {
          const concerned = objects.flatMap((value) => (Object.hasOwn(value, name) ? [value[name]] : []))
          return [name, rest(property, concerned)] as const
        })
        cut[keyword] = Object.fromEntries(parts.filter(([name, property]) => isNeeded(name, property, objects)))
        break
      }
      case 'items':
        cut[keyword] = rest(part, values.filter(Array.isArray).flat(1))
        break
      case 'additionalProperties': {
        const named = (schema['properties'] ?? {}) as Schema
        const others = objects.flatMap((value) =>
          Object.keys(value).flatMap((name) => (Object.hasOwn(named, name) ? [] : [value[name]])),
        )
        cut[keyword] = typeof part === 'boolean' ? part : rest(part, others)
        break
      }
      case 'allOf':
      case 'anyOf':
      case 'oneOf':
        cut[keyword] = (part as readonly Schema[]).map((branch) => rest(branch, values))
        break
      default:
        if (!words.has(keyword) || isOfUse.has(keyword)) cut[keyword] = part
    }
  return cut
}

/** Stands for any schema that is `refused`. */
export const refusedSchema: Schema = { nullable: true, minLength: 0 }

/** What still tells something where the words are left out. */
const isOfUse = new Set(['readOnly', 'writeOnly'])

/** Of a property that is right or absent this alone counts: it tells whether the property may be absent. */
function direction({ readOnly, writeOnly }: Schema): Schema {
  return { ...(readOnly === true ? { readOnly } : {}), ...(writeOnly === true ? { writeOnly } : {}) }
}

function isNeeded(name: string, property: Schema, objects: readonly Schema[]): boolean {
  return Object.keys(property).length > 0 || objects.some((value) => Object.hasOwn(value, name))
}
