/** What compiles the JSON Schemas of a snapshot: the gateway to judge by them, whoever renders to know that it can. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { messageOf } from '../base/errors.ts'
import { textPattern } from '../base/text-pattern.ts'
import type { SnapshotContract } from './requests.ts'

/** @param allErrors whether checks look on after the first thing that is wrong. */
export function schemaEngine(definitions: SnapshotContract['definitions'], allErrors: boolean): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors,
    strict: false,
    validateSchema: false,
    logger: false,
    // `toString` and its like are on every object, and nobody sent them.
    ownProperties: true,
    formats,
    code: { regExp: followed },
  })
  ajv.addSchema({ $id: 'contract', $defs: definitions })
  return ajv
}

/** @param name of a definition. Throws where there is none, or where it is no schema. */
export function compiledSchema(ajv: Ajv2020, name: string): ValidateFunction {
  const reference = `contract${referenceTo(name)}`
  const validate = ajv.getSchema(reference)
  if (validate === undefined) throw new Error(`there is no schema ${reference}`)
  return validate
}

/** As definitions refer to each other: RFC 6901, in the fragment of a URI. */
function referenceTo(name: string): string {
  return `#/$defs/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`
}

/** A definition by which nothing can be judged, and why. */
export interface UnusableSchema {
  readonly name: string
  readonly why: string
}

/** The definitions that do not compile. */
export function unusableSchemas(definitions: SnapshotContract['definitions']): readonly UnusableSchema[] {
  return [...judgedSchemas(definitions)].filter((judged) => judged !== null)
}

/**
 * Of each definition why it does not compile; `null` where it does. Compiling all of a large contract takes minutes, so only what is
 * doubtful is tried: what its own meta-schema refuses, an empty `enum`, which passes there, and a reference to what is not there.
 */
export function* judgedSchemas(definitions: SnapshotContract['definitions']): Generator<UnusableSchema | null> {
  const references = new Set(Object.keys(definitions).map(referenceTo))
  let ajv: Ajv2020 | undefined
  for (const [name, schema] of Object.entries(definitions)) {
    if (isSchema(schema) && !isDoubtful(JSON.stringify(schema), references)) {
      yield null
      continue
    }
    try {
      ajv ??= schemaEngine(definitions, false)
      compiledSchema(ajv, name)
      yield null
    } catch (thrown) {
      yield { name, why: messageOf(thrown) }
    }
  }
}

let metaSchema: ValidateFunction | undefined

function isSchema(schema: unknown): boolean {
  metaSchema ??= new Ajv2020({ strict: false, logger: false }).getSchema('https://json-schema.org/draft/2020-12/schema')
  return metaSchema?.(schema) === true
}

/**
 * @param text of a schema.
 * @param references to every definition.
 */
function isDoubtful(text: string, references: ReadonlySet<string>): boolean {
  if (text.includes('"enum":[]')) return true
  return text
    .matchAll(/"\$(?:dynamicR|r)ef":"((?:[^"\\]|\\.)*)"/g)
    .some(([, reference = '']) => !references.has(reference))
}

/** Patterns cost what their text is long. One that cannot be followed so (a look around, a back reference) is not judged. */
function followed(source: string) {
  const pattern = textPattern(source)
  return {
    test: (text: string) => pattern === null || pattern.matches(text) === true,
    toString: () => `/${source}/`,
  }
}
followed.code = 'followed'

/** What dates and ids look like. Formats beside these say little of what upstreams take, and are not judged. */
const formats = {
  date: (text: string) => isDate(text),
  'date-time': (text: string) => {
    const [day = '', time = '', ...rest] = text.split(/[Tt ]/)
    return (
      isDate(day) &&
      rest.length === 0 &&
      /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,12})?([Zz]|[+-]\d\d:\d\d)$/.test(time)
    )
  },
  uuid: (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
  int32: { type: 'number' as const, validate: (value: number) => value >= -(2 ** 31) && value < 2 ** 31 },
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
