import { canonicalOperation } from '../base/fingerprint.ts'
import { unknownDialect } from '../contract/dialect.ts'
import type { OperationSubject } from './change.ts'
import { compareBody } from './compare-bodies.ts'
import { fateOf, isStableEnough, lifecycleFacts, stabilityOf } from './compare-lifecycle.ts'
import { compareCallbacks } from './compare-outgoing.ts'
import { compareParameters } from './compare-parameters.ts'
import { compareResponses } from './compare-responses.ts'
import { compareSecurity } from './compare-security.ts'
import { compareOperationServers } from './compare-servers.ts'
import type { Topic } from './fact.ts'
import { movedOperations } from './moved-operations.ts'
import { get, type Node, spotOf, strings } from './node.ts'
import type { Notebook } from './notebook.ts'
import { canonicalPath, type Operation, type OperationPair, operationsOf } from './operation.ts'
import { shadowFinder } from './shadowed-paths.ts'

/**
 * Matches operations by method and path, whatever their path parameters are called, and compares each pair. What went from one path
 * and came to another is the same operation, moved, where it has the same `operationId`.
 */
export function compareOperations(base: Node, revision: Node, notebook: Notebook): void {
  const before = operationsOf(base)
  const after = asSpelled(operationsOf(revision), before)
  const paths = { before: pathsOf(before), after: pathsOf(after) }
  const moved = movedOperations(before, after)
  const arrived = new Set<Operation>()
  const shadowedBy = shadowFinder(before.values())
  for (const [key, was] of before) {
    const is = after.get(key)
    const there = moved.get(was)
    if (is !== undefined) {
      if (!notebook.isUnchanged(was.pathItem, is.pathItem))
        compareOperation({ subject: was.subject, base: was, revision: is }, notebook)
    } else if (there !== undefined && isPromised(was, notebook)) {
      arrived.add(there)
      tellMove(was, there, notebook)
      compareOperation({ subject: was.subject, base: was, revision: there }, notebook)
    } else tellRemoval(was, paths.after.has(canonicalPath(was)), notebook)
  }
  for (const [key, is] of after) {
    if (before.has(key)) continue
    if (!arrived.has(is)) {
      const subject = { ...is.subject, path: paths.before.get(canonicalPath(is)) ?? is.subject.path }
      tellAddition(subject, is, after, notebook)
    }
    const shadowed = shadowedBy(is)
    if (shadowed === null) continue
    const spots = { base: shadowed.node.use, revision: is.node.use }
    notebook.tell(topicOf(shadowed.subject), 'operation-shadowed', { ...spots, subject: named(is), after: named(is) })
  }
}

/**
 * The operations after by the keys of those before. Where several differ in a parameter's name only, the one that is spelled as before
 * is the one that it was, whichever is written first.
 */
function asSpelled(
  after: ReadonlyMap<string, Operation>,
  before: ReadonlyMap<string, Operation>,
): ReadonlyMap<string, Operation> {
  const keys = new Map([...before].map(([key, was]) => [named(was), key]))
  const found = new Map<string, Operation>()
  const renamed: Operation[] = []
  for (const is of after.values()) {
    const key = keys.get(named(is))
    if (key === undefined) renamed.push(is)
    else found.set(key, is)
  }
  for (const is of renamed) {
    const key = canonicalOperation(is.subject.method, is.subject.path)
    found.set(found.has(key) ? named(is) : key, is)
  }
  return found
}

function tellAddition(
  subject: OperationSubject,
  is: Operation,
  all: ReadonlyMap<string, Operation>,
  notebook: Notebook,
): void {
  const spots = { base: null, revision: is.node.use }
  const twin = all.get(canonicalOperation(is.subject.method, is.subject.path))
  if (twin === undefined || twin === is) notebook.tell(topicOf(subject), 'operation-added', spots)
  else notebook.tell(topicOf(is.subject), 'operation-doubled', { ...spots, before: named(twin) })
}

/** The dialect of JSON Schema that all schemas are written in: in another one the same words may mean something else. */
export function compareDialect(base: Node, revision: Node, notebook: Notebook): void {
  const [before, after] = [unknownDialect(base.value), unknownDialect(revision.value)]
  if (before === after) return
  const topic: Topic = { where: 'document', direction: 'none', thing: 'the dialect of schemas', operation: null }
  const spots = { base: spotOf(base, 'jsonSchemaDialect'), revision: spotOf(revision, 'jsonSchemaDialect') }
  const usual = 'JSON Schema 2020-12'
  notebook.tell(topic, 'dialect-changed', { ...spots, before: before ?? usual, after: after ?? usual })
}

/** True for an operation whose end was not announced, so that to move it breaks a promise. */
function isPromised({ node }: Operation, { policy }: Notebook): boolean {
  const level = stabilityOf(node)
  return level !== null && isStableEnough(level, policy) && fateOf(node, policy.today).length === 0
}

function tellMove(was: Operation, is: Operation, notebook: Notebook): void {
  notebook.tell(topicOf(was.subject), 'operation-moved', {
    before: named(was),
    after: named(is),
    base: was.node.use,
    revision: is.node.use,
  })
}

function named({ subject }: Operation): string {
  return `${subject.method} ${subject.path}`
}

function compareOperation(pair: OperationPair, notebook: Notebook): void {
  const { subject, base, revision } = pair
  for (const { kind, ...details } of lifecycleFacts(base.node, revision.node, notebook.policy))
    notebook.tell(topicOf(subject), kind, details)
  // Who used what was stable still does, whatever it is called now.
  const isAtWork = [base, revision].some(({ node }) => isStableEnough(stabilityOf(node), notebook.policy))
  if (!isAtWork) return
  compareNames(pair, notebook)
  compareSecurity(pair, notebook)
  compareOperationServers(pair, notebook)
  compareParameters(pair, notebook)
  compareBody(pair, notebook)
  compareResponses(pair, notebook)
  compareCallbacks(pair, notebook)
}

function tellRemoval({ subject, node }: Operation, pathRemains: boolean, notebook: Notebook): void {
  const spots = { base: node.use, revision: null }
  const topic = topicOf(subject, pathRemains ? 'operation' : 'path')
  const level = stabilityOf(node)
  if (level === null)
    notebook.tell(topic, 'invalid-stability-level', { ...spots, before: get(node, 'x-stability-level') })
  else if (isStableEnough(level, notebook.policy))
    notebook.tell(topic, 'operation-removed', {
      ...spots,
      traits: fateOf(node, notebook.policy.today),
      before: get(node, 'x-sunset'),
    })
}

function compareNames({ subject, base, revision }: OperationPair, notebook: Notebook): void {
  const topic = topicOf(subject)
  const spots = (key: string) => ({ base: spotOf(base.node, key), revision: spotOf(revision.node, key) })
  const before = get(base.node, 'operationId') || undefined
  const after = get(revision.node, 'operationId') || undefined
  if (before === undefined && after !== undefined)
    notebook.tell(topic, 'operation-id-added', { ...spots('operationId'), subject: String(after), after })
  if (before !== undefined && before !== after)
    notebook.tell(topic, 'operation-id-removed', { ...spots('operationId'), subject: String(before), before, after })
  const tags = { before: strings(base.node, 'tags'), after: strings(revision.node, 'tags') }
  for (const tag of tags.before)
    if (!tags.after.includes(tag)) notebook.tell(topic, 'tag-removed', { ...spots('tags'), subject: tag, before: tag })
  for (const tag of tags.after)
    if (!tags.before.includes(tag)) notebook.tell(topic, 'tag-added', { ...spots('tags'), subject: tag, after: tag })
}

function topicOf(operation: OperationSubject, where: 'operation' | 'path' = 'operation'): Topic {
  return { where, direction: 'none', thing: 'the operation', operation }
}

/** Paths as written, by their canonical form. */
function pathsOf(operations: ReadonlyMap<string, Operation>): ReadonlyMap<string, string> {
  return new Map([...operations.values()].map((operation) => [canonicalPath(operation), operation.subject.path]))
}
