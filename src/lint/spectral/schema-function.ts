import type { Then } from './internals.ts'
import { isValid, Unsure } from './known-schema.ts'
import { isObject, type Schema } from './schema.ts'
import { SchemaKnowledge } from './schema-knowledge.ts'

type Judge = (value: unknown, options: unknown, context: object) => unknown

interface Known {
  /** `null` where only ajv can tell. */
  readonly schema: Schema | null
  /** Stands for all documents: Spectral keeps validators by the document that `context` names. */
  readonly documentInventory: object
}

/**
 * A function that holds values against the `schema` of its options, quicker: what is right by a simple one is seen without ajv, and for the
 * rest a schema is compiled once and not once per document.
 */
export function quickenedSchema(judge: Then['function']): Then['function'] {
  const all = new WeakMap<object, Known>()
  // Published with the type of its own options, as `Then` has it for none.
  const ask = judge as unknown as Judge
  const made: Judge = (value, options, context) => {
    if (!isObject(options)) return ask(value, options, context)
    const { schema, documentInventory } = all.get(options) ?? { schema: simpleSchema(options), documentInventory: {} }
    all.set(options, { schema, documentInventory })
    if (schema !== null && isSurelyRight(value, schema)) return undefined
    return ask(value, options, { ...context, documentInventory })
  }
  return Object.defineProperties(made, Object.getOwnPropertyDescriptors(judge)) as unknown as Then['function']
}

/** Which draft counts is for the document to say, so a schema must mean the same in all. */
function simpleSchema({ schema, ...others }: Readonly<Record<string, unknown>>): Schema | null {
  if (!isObject(schema) || 'prepareResults' in others) return null
  const isSimple = (['draft4', 'draft2020-12'] as const).every(
    (draft) => new SchemaKnowledge(draft).knowledgeOf(schema) === 'judged',
  )
  return isSimple ? schema : null
}

function isSurelyRight(value: unknown, schema: Schema): boolean {
  try {
    return value !== undefined && isValid(value, schema, null)
  } catch (thrown) {
    if (thrown instanceof Unsure) return false
    throw thrown
  }
}
