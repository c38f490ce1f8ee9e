import { isDeepStrictEqual } from 'node:util'
import { markdownCode } from '../base/escaping.ts'
import type { Json } from '../contract/contract.ts'
import type { Topic } from './fact.ts'
import { children, isAnnotation, isList, isObject, type Node } from './node.ts'
import type { Notebook } from './notebook.ts'
import type { OperationPair } from './operation.ts'

/** The calls an API makes to its consumers: webhooks of the document. */
export function compareWebhooks(base: Node, revision: Node, notebook: Notebook): void {
  compareNamed('webhook', base, revision, null, notebook)
}

/** Callbacks of one operation. */
export function compareCallbacks({ subject, base, revision }: OperationPair, notebook: Notebook): void {
  compareNamed('callback', base.node, revision.node, subject, notebook)
}

/**
 * By name only so far: that one differs in itself is told, not in what. Its parts would be judged the other way round, because
 * here the API sends and the consumer answers.
 */
function compareNamed(
  what: 'webhook' | 'callback',
  base: Node,
  revision: Node,
  operation: Topic['operation'],
  notebook: Notebook,
): void {
  const before = children(base, `${what}s`)
  const after = children(revision, `${what}s`)
  const where = operation === null ? 'document' : 'operation'
  const topicOf = (name: string): Topic => ({
    where,
    direction: 'none',
    thing: `the ${what} ${markdownCode(name)}`,
    operation,
  })
  for (const [name, was] of before) {
    const is = after.get(name)
    if (is === undefined)
      notebook.tell(topicOf(name), `${what}-removed`, { subject: name, base: was.use, revision: null })
    else if (!isDeepStrictEqual(meaningOf(was.value), meaningOf(is.value)))
      notebook.tell(topicOf(name), `${what}-changed`, { subject: name, base: was, revision: is })
  }
  for (const [name, is] of after)
    if (!before.has(name))
      notebook.tell(topicOf(name), `${what}-added`, { subject: name, base: null, revision: is.use })
}

/** A value without what only describes. Names of properties are names, whatever they are. */
function meaningOf(value: Json | undefined, isNames = false): Json | undefined {
  if (isList(value)) return value.map((item) => meaningOf(item) ?? null)
  if (!isObject(value)) return value
  const kept = Object.keys(value).filter(
    (key) => isNames || !(isAnnotation(key) || key === 'summary' || key === 'links'),
  )
  return Object.fromEntries(kept.sort().map((key) => [key, meaningOf(value[key], key === 'properties') ?? null]))
}
