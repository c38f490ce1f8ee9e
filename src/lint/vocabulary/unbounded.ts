import type { Contract, JsonObject } from '../../contract/contract.ts'
import type { Node } from '../../contract/grammar.ts'
import { type At, calledBy, type Offence, type Report, type Visitor } from '../rule.ts'
import { type Met, onceEach } from './once.ts'
import { isOfType } from './operations.ts'
import { inputSchemasOf } from './schemas-in-use.ts'

interface Bounds {
  readonly types: readonly string[]
  readonly isBounded: (schema: Node) => boolean
  /** Behind what the value is called, and behind `None of the 12` where none has bounds. */
  readonly each: string
  readonly all: string
  readonly help: string
}

/**
 * Reports schemas of what callers send that set no bounds. Where none does, that is one decision; and so is a parameter that many
 * operations take, each in words of its own.
 */
export function unboundedInput(report: Report<At>, contract: Contract, bounds: Bounds): Visitor {
  const { types, isBounded, each, all, help } = bounds
  const parts: Offence<At>[] = []
  const parameters: Met[] = []
  let asked = 0
  return {
    schema(node) {
      if (!isOfType(node, ...types) || !inputSchemasOf(contract).has(node.value)) return
      asked += 1
      if (isBounded(node)) return
      const parameter = parameterOf(node)
      const offence = { at: node, message: `${calledBy(node)} ${each}`, help }
      if (parameter === null) parts.push(offence)
      else parameters.push({ ...offence, subject: `${String(parameter['in'])} ${String(parameter['name'])}` })
    },
    end() {
      const offences = [...parts, ...onceEach(contract, parameters)]
      const isNoneBounded = asked > 1 && parts.length + parameters.length === asked
      const at = { file: contract.entry, pointer: '/paths' }
      if (isNoneBounded) report({ at, message: `None of the ${asked} ${all}`, help, each: offences })
      else for (const offence of offences) report(offence)
    },
  }
}

/** The parameter whose schema this is; not for what is but a part of it. */
function parameterOf({ parent, keyword }: Node): JsonObject | null {
  return parent?.kind === 'parameter' && keyword === 'schema' ? parent.value : null
}
