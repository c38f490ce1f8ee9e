import type { OperationSubject } from './change.ts'
import { compareBody } from './compare-bodies.ts'
import { fateOf, isStableEnough, lifecycleFacts, stabilityOf } from './compare-lifecycle.ts'
import { compareCallbacks } from './compare-outgoing.ts'
import { compareParameters } from './compare-parameters.ts'
import { compareResponses } from './compare-responses.ts'
import { compareSecurity } from './compare-security.ts'
import type { Topic } from './fact.ts'
import { get, type Node, spotOf, strings } from './node.ts'
import type { Notebook } from './notebook.ts'
import { canonicalPath, type Operation, type OperationPair, operationsOf } from './operation.ts'

/** Matches operations by method and path, whatever their path parameters are called, and compares each pair. */
export function compareOperations(base: Node, revision: Node, notebook: Notebook): void {
  const before = operationsOf(base)
  const after = operationsOf(revision)
  const paths = { before: pathsOf(before), after: pathsOf(after) }
  for (const [key, was] of before) {
    const is = after.get(key)
    if (is === undefined) tellRemoval(was, paths.after.has(canonicalPath(was)), notebook)
    else compareOperation({ subject: was.subject, base: was, revision: is }, notebook)
  }
  for (const [key, is] of after) {
    if (before.has(key)) continue
    const subject = { ...is.subject, path: paths.before.get(canonicalPath(is)) ?? is.subject.path }
    notebook.tell(topicOf(subject), 'operation-added', { base: null, revision: is.node.use })
  }
}

function compareOperation(pair: OperationPair, notebook: Notebook): void {
  const { subject, base, revision } = pair
  for (const { kind, ...details } of lifecycleFacts(base.node, revision.node, notebook.policy))
    notebook.tell(topicOf(subject), kind, details)
  if (!isStableEnough(stabilityOf(revision.node), notebook.policy)) return
  compareNames(pair, notebook)
  compareSecurity(pair, notebook)
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
