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
  const reference = `contract#/$defs/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`
  const validate = ajv.getSchema(reference)
  if (validate === undefined) throw new Error(`there is no schema ${reference}`)
  return validate
}

/** A definition by which nothing can be judged, and why. */
export interface UnusableSchema {
  readonly name: string
  readonly why: string
}

/**
 * The definitions that do not compile. Compiling all of a large contract takes minutes, so only what its own meta-schema doubts is
 * tried; an empty `enum` is the one thing that passes there and does not compile.
 */
export function unusableSchemas(definitions: SnapshotContract['definitions']): readonly UnusableSchema[] {
  const isSchema = new Ajv2020({ strict: false, logger: false }).getSchema(
    'https://json-schema.org/draft/2020-12/schema',
  )
  const doubtful = Object.entries(definitions).filter(
    ([, schema]) => isSchema?.(schema) !== true || JSON.stringify(schema).includes('"enum":[]'),
  )
  const ajv = schemaEngine(definitions, false)
  return doubtful.flatMap(([name]) => {
    try {
      compiledSchema(ajv, name)
      return []
    } catch (thrown) {
      return [{ name, why: messageOf(thrown) }]
    }
  })
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
