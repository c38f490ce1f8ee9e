import type { Contract, Json, JsonObject } from '../../contract/contract.ts'
import { type Node, refOf, walk } from '../../contract/grammar.ts'
import { resolve } from '../../contract/resolve.ts'
import { operationsOf, type Part } from './operations.ts'

const inputs = new WeakMap<Contract, ReadonlySet<JsonObject>>()

/** Every schema that callers send values of: those of parameters and request bodies, and all they lead to. */
export function inputSchemasOf(contract: Contract): ReadonlySet<JsonObject> {
  let known = inputs.get(contract)
  if (known === undefined) {
    known = reachedFrom(
      contract,
      operationsOf(contract).flatMap(({ parameters, body }) => [
        ...parameters.map((part) => nodeOf('parameter', part)),
        ...(body === null ? [] : [nodeOf('request-body', body)]),
      ]),
    )
    inputs.set(contract, known)
  }
  return known
}

const outputs = new WeakMap<Contract, ReadonlySet<JsonObject>>()

/** Every schema that callers get values of: those of responses, and all they lead to. */
export function outputSchemasOf(contract: Contract): ReadonlySet<JsonObject> {
  let known = outputs.get(contract)
  if (known === undefined) {
    const parts = operationsOf(contract).flatMap(({ responses }) => [...responses.values()])
    known = reachedFrom(
      contract,
      parts.map((part) => nodeOf('response', part)),
    )
    outputs.set(contract, known)
  }
  return known
}

function reachedFrom(contract: Contract, starts: readonly Node[]): ReadonlySet<JsonObject> {
  const seen = new Set<Json>()
  const schemas = new Set<JsonObject>()
  // A list that grows instead of recursion: references may be chained deeper than the stack.
  const waiting = [...starts]
  for (const start of waiting) {
    if (seen.has(start.value)) continue
    walk(start, (node) => {
      if (seen.has(node.value)) return
      seen.add(node.value)
      if (node.kind === 'schema') schemas.add(node.value)
      const ref = refOf(node.value)
      const target = ref === undefined ? null : resolve(contract, node.file, ref)
      if (target !== null && typeof target.value === 'object' && target.value !== null && !Array.isArray(target.value))
        waiting.push(nodeOf(node.kind, { ...target, value: target.value as JsonObject }))
    })
  }
  return schemas
}

function nodeOf(kind: Node['kind'], part: Part): Node {
  return { kind, ...part, parent: null, keyword: '', key: '' }
}
