/** The JSON Schemas of a contract, each compiled when it is first asked for. */
import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js'
import type { SnapshotContract } from '../../snapshot/requests.ts'
import { compiledSchema, schemaEngine } from '../../snapshot/schema-engine.ts'

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

  constructor({ definitions }: Pick<SnapshotContract, 'definitions'>) {
    this.#thorough = schemaEngine(definitions, true)
    this.#quick = schemaEngine(definitions, false)
  }

  /** @param name of a definition. The first call for a name compiles it: milliseconds, for a large one tens of them. */
  check(name: string): Check {
    let check = this.#checks.get(name)
    if (check === undefined) {
      check = this.#compile(name)
      this.#checks.set(name, check)
    }
    return check
  }

  #compile(name: string): Check {
    const quick = compiledSchema(this.#quick, name)
    let thorough: ValidateFunction | null = null
    return (value, all) => {
      if (quick(value)) return []
      if (!all) return (quick.errors ?? []).map(flawOf)
      thorough ??= compiledSchema(this.#thorough, name)
      thorough(value)
      return (thorough.errors ?? []).map(flawOf)
    }
  }
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
