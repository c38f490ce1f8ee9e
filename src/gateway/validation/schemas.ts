/** The JSON Schemas of a contract, each compiled when it is first asked for. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { textPattern } from '../../base/text-pattern.ts'
import type { SnapshotContract } from '../../snapshot/requests.ts'

/** What is wrong with a value, and where in it. */
export interface Flaw {
  /** RFC 6901; empty: the value itself. */
  readonly pointer: string
  readonly detail: string
}

/** Answers what is wrong with a value: all of it, or only the first thing. */
export type Check = (value: unknown, all: boolean) => readonly Flaw[]

export class ContractSchemas {
  readonly #thorough: Ajv2020
  readonly #quick: Ajv2020
  readonly #checks = new Map<string, Check>()

  constructor({ definitions }: SnapshotContract) {
    this.#thorough = engine(definitions, true)
    this.#quick = engine(definitions, false)
  }

  /** @param name of a definition. The first call for a name compiles it: milliseconds, for a large one tens of them. */
  check(name: string): Check {
    let check = this.#checks.get(name)
    if (check === undefined) {
      check = this.#compile(`contract#/$defs/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`)
      this.#checks.set(name, check)
    }
    return check
  }

  #compile(reference: string): Check {
    const quick = compiled(this.#quick, reference)
    let thorough: ValidateFunction | null = null
    return (value, all) => {
      if (quick(value)) return []
      if (!all) return (quick.errors ?? []).map(flawOf)
      thorough ??= compiled(this.#thorough, reference)
      thorough(value)
      return (thorough.errors ?? []).map(flawOf)
    }
  }
}

function engine(definitions: SnapshotContract['definitions'], allErrors: boolean): Ajv2020 {
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

function compiled(ajv: Ajv2020, reference: string): ValidateFunction {
  const validate = ajv.getSchema(reference)
  if (validate === undefined) throw new Error(`there is no schema ${reference}`)
  return validate
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

function flawOf({ instancePath, keyword, message = 'is not valid', params }: ErrorObject): Flaw {
  const name: unknown = params['additionalProperty'] ?? params['unevaluatedProperty']
  const which = typeof name === 'string' ? ` \`${shortened(name)}\`` : ''
  const choices =
    keyword === 'enum' && Array.isArray(params['allowedValues'])
      ? `: ${shortened(JSON.stringify(params['allowedValues']))}`
      : ''
  return { pointer: shortened(instancePath), detail: shortened(`${message}${which}${choices}`) }
}

/** What a caller made up is repeated in part only. */
function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
