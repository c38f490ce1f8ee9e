/**
 * `oasExample`, which holds examples against their schemas, costs nine tenths of `spectral:oas`: it copies the schema and compiles a
 * validator for it at every example. Here an example is first judged directly where its schema allows it (`known-schema.ts`), and
 * only what may be wrong is handed on.
 */
import type { Format, RulesetFunctionContext } from '@stoplight/spectral-core'
import { cutSchema, refusedSchema } from './cut-schema.ts'
import type { Inventory, Path, Then } from './internals.ts'
import { isValid, type Side, Unsure } from './known-schema.ts'
import { formats as knownFormats } from './packages.ts'
import { type Dialect, SchemaKnowledge } from './schema-knowledge.ts'

interface Options {
  readonly schemaField: string
  readonly oasVersion: number
  readonly type: 'media' | 'schema'
}

type Value = Record<string, unknown>
type Judge = (value: Value, options: Options, context: RulesetFunctionContext) => unknown

const known = new WeakMap<object, SchemaKnowledge | null>()

/** The same function, asked only about examples that may be wrong, and only about the part of their schema that concerns them. */
export function quickened(oasExample: Then['function']): Then['function'] {
  // Spectral's type of a function is that of all of them; this one is called with what `Judge` says.
  const judge = oasExample as unknown as Judge
  const quick: Judge = (value, options, context) => {
    const doubtful = doubtfulPart(value, options, context)
    return doubtful === null ? undefined : judge(doubtful, options, context)
  }
  // With the name and validator of the original it is one to Spectral.
  return Object.defineProperties(quick, Object.getOwnPropertyDescriptors(judge)) as unknown as Then['function']
}

/** `null` where all examples are right; the value as it is where that cannot be told. */
function doubtfulPart(value: Value, options: Options, context: RulesetFunctionContext): Value | null {
  // `Inventory` is the part of Spectral's own that is asked, which it does not publish a type of.
  const schemas = options.oasVersion === 3 ? knownOf(context.documentInventory as unknown as Inventory) : null
  const schema = (options.schemaField === '$' ? value : value[options.schemaField]) as Value
  const knowledge = schemas?.knowledgeOf(schema) ?? 'unknown'
  const examples = [...(options.type === 'schema' ? schemaExamples(value) : mediaExamples(value))]
  if (schemas === null || knowledge === 'unknown' || examples.includes(undefined)) return value
  if (knowledge === 'silent') return Object.hasOwn(schema, 'components') ? value : null
  const side = options.type === 'schema' ? null : sideOf(context.path)
  try {
    if (knowledge === 'judged' && examples.every((example) => isValid(example, schema, side))) return null
    const cut = knowledge === 'refused' ? refusedSchema : cutSchema(schema, examples, side)
    if (options.schemaField !== '$') return { ...value, [options.schemaField]: cut }
    return { ...cut, ...Object.fromEntries(exampleFields.flatMap((key) => (key in value ? [[key, value[key]]] : []))) }
  } catch (thrown) {
    if (thrown instanceof Unsure) return value
    throw thrown
  }
}

function knownOf(inventory: Inventory): SchemaKnowledge | null {
  let schemas = known.get(inventory)
  if (schemas === undefined) {
    const dialect = dialectOf(inventory)
    schemas = dialect && new SchemaKnowledge(dialect)
    known.set(inventory, schemas)
  }
  return schemas
}

function dialectOf({ document, unresolved }: Inventory): Dialect | null {
  const formats = document.formats as ReadonlySet<Format> | null | undefined
  if (formats?.has(knownFormats.oas3_0)) return 'draft4'
  const names = typeof unresolved === 'object' && unresolved !== null && 'jsonSchemaDialect' in unresolved
  return formats?.has(knownFormats.oas3_1) && !names ? 'draft2020-12' : null
}

const exampleFields = ['example', 'default']

function* schemaExamples(schema: Value): Generator<unknown> {
  for (const field of exampleFields) if (field in schema) yield schema[field]
}

function* mediaExamples(media: Value): Generator<unknown> {
  if ('example' in media) {
    yield media['example']
    return
  }
  const { examples } = media
  if (typeof examples !== 'object' || examples === null) return
  for (const example of Object.values(examples))
    if (typeof example === 'object' && example !== null && !('externalValue' in example)) yield example.value
}

/** Requests need not carry what only responses do, and the other way round. */
export function sideOf(path: Path): Side {
  const home = path[0] === 'components' ? path[1] : path[0] === 'paths' ? path[3] : undefined
  if (home === 'requestBodies' || home === 'requestBody') return 'readOnly'
  return home === 'responses' ? 'writeOnly' : null
}
