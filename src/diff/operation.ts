import { canonicalOperation } from '../base/fingerprint.ts'
import type { Contract } from '../contract/contract.ts'
import { methods } from '../contract/grammar.ts'
import type { OperationSubject } from './change.ts'
import { child, children, type Node } from './node.ts'

/** An operation with what it stands in: parameters may stand in the path item, security in the root. */
export interface Operation {
  readonly subject: OperationSubject
  readonly node: Node
  readonly pathItem: Node
  readonly root: Node
}

export interface OperationPair {
  /** By the path it had, should a path parameter have another name now. */
  readonly subject: OperationSubject
  readonly base: Operation
  readonly revision: Operation
}

/** The operations of a path item by method as it is sent: those that have a key of their own, then its `additionalOperations`. */
export function* operationsIn(pathItem: Node): Generator<readonly [method: string, operation: Node]> {
  for (const method of methods) {
    const operation = child(pathItem, method)
    if (operation !== null) yield [method.toUpperCase(), operation]
  }
  for (const [method, operation] of children(pathItem, 'additionalOperations'))
    if (!method.startsWith('x-')) yield [method, operation]
}

const answers = new WeakMap<Contract, ReadonlyMap<string, Operation>>()

/** Every operation below `paths` of a document, by method and path with parameter names blanked, in the order written. */
export function operationsOf(root: Node): ReadonlyMap<string, Operation> {
  let found = answers.get(root.contract)
  if (found === undefined) {
    found = operationsBelow(root)
    answers.set(root.contract, found)
  }
  return found
}

function operationsBelow(root: Node): ReadonlyMap<string, Operation> {
  const found = new Map<string, Operation>()
  for (const [path, pathItem] of children(root, 'paths'))
    for (const [method, node] of operationsIn(pathItem)) {
      const subject = { kind: 'operation', method, path } as const
      const key = canonicalOperation(method, path)
      // Two paths that differ in a parameter's name only are the same to a router; the second keeps its own name here.
      found.set(found.has(key) ? `${method} ${path}` : key, { subject, node, pathItem, root })
    }
  return found
}

/** The path of an operation with parameter names blanked. */
export function canonicalPath({ subject }: Operation): string {
  return canonicalOperation('', subject.path)
}
