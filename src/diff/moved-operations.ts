import { get } from './node.ts'
import type { Operation } from './operation.ts'

/**
 * Which of the operations that came is one of those that went, with another method or path: the two that are called the same, where
 * nobody else in either contract is. By the operation it was.
 */
export function movedOperations(
  before: ReadonlyMap<string, Operation>,
  after: ReadonlyMap<string, Operation>,
): ReadonlyMap<Operation, Operation> {
  const names = { before: byId(before), after: byId(after) }
  const moved = new Map<Operation, Operation>()
  const came = new Set([...after].filter(([key]) => !before.has(key)).map(([, is]) => is))
  for (const [key, was] of before) {
    if (after.has(key)) continue
    const id = get(was.node, 'operationId')
    const [called, calledNow] = [names.before.get(id), names.after.get(id)]
    const [is] = calledNow ?? []
    if (called?.length === 1 && calledNow?.length === 1 && is !== undefined && came.has(is)) moved.set(was, is)
  }
  return moved
}

function byId(operations: ReadonlyMap<string, Operation>): ReadonlyMap<unknown, readonly Operation[]> {
  const named = [...operations.values()].filter(({ node }) => typeof get(node, 'operationId') === 'string')
  return Map.groupBy(named, ({ node }) => get(node, 'operationId'))
}
