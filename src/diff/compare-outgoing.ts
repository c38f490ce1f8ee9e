import { isDeepStrictEqual } from 'node:util'
import { markdownCode } from '../base/escaping.ts'
import type { Json } from '../contract/contract.ts'
import { compareContent } from './compare-bodies.ts'
import type { Topic } from './fact.ts'
import { child, children, get, isAnnotation, isList, isObject, type Node } from './node.ts'
import type { Notebook } from './notebook.ts'
import { type OperationPair, operationsIn } from './operation.ts'

/** The calls an API makes to its consumers: webhooks of the document. */
export function compareWebhooks(base: Node, revision: Node, notebook: Notebook): void {
  compareNamed('webhook', base, revision, null, notebook)
}

/** Callbacks of one operation. */
export function compareCallbacks({ subject, base, revision }: OperationPair, notebook: Notebook): void {
  compareNamed('callback', base.node, revision.node, subject, notebook)
}

/**
 * By name. Bodies are compared as those of operations are, the other way round: what the API sends here reaches the consumer like a
 * response, and what the consumer answers reaches the API like a request. That anything else differs is told, not in what.
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
    if (is === undefined) {
      notebook.tell(topicOf(name), `${what}-removed`, { subject: name, base: was.use, revision: null })
      continue
    }
    const calls = { before: callsOf(what, was), after: callsOf(what, is) }
    compareBodies(topicOf(name), calls.before, calls.after, notebook)
    if (!isDeepStrictEqual(framesOf(calls.before), framesOf(calls.after)))
      notebook.tell(topicOf(name), `${what}-changed`, { subject: name, base: was, revision: is })
  }
  for (const [name, is] of after)
    if (!before.has(name))
      notebook.tell(topicOf(name), `${what}-added`, { subject: name, base: null, revision: is.use })
}

/** One request the API makes, as its method and the address it goes to say; with what its path item says for all methods. */
interface Call {
  readonly node: Node
  readonly pathItem: Node
}

function callsOf(what: 'webhook' | 'callback', named: Node): ReadonlyMap<string, Call> {
  const found = new Map<string, Call>()
  const pathItems = what === 'webhook' ? [['', named] as const] : addressesOf(named)
  for (const [address, pathItem] of pathItems)
    for (const [method, node] of operationsIn(pathItem)) found.set(`${method} ${address}`, { node, pathItem })
  return found
}

/** A callback is a map of path items by the expression that gives the address. */
function addressesOf(callback: Node): readonly (readonly [string, Node])[] {
  return Object.keys(callback.value).flatMap((address) => {
    const pathItem = address.startsWith('x-') ? null : child(callback, address)
    return pathItem === null ? [] : [[address, pathItem] as const]
  })
}

function compareBodies(
  topic: Topic,
  before: ReadonlyMap<string, Call>,
  after: ReadonlyMap<string, Call>,
  notebook: Notebook,
): void {
  for (const [key, { node: was }] of before) {
    const is = after.get(key)?.node
    if (is === undefined) continue
    const bodies = { before: child(was, 'requestBody'), after: child(is, 'requestBody') }
    if (bodies.before !== null && bodies.after !== null) {
      const body = { ...topic, where: 'body', direction: 'response', thing: `what ${topic.thing} sends` } as const
      compareContent(body, bodies.before, bodies.after, notebook)
    }
    const answers = children(is, 'responses')
    for (const [status, answer] of children(was, 'responses')) {
      const now = answers.get(status)
      const thing = `the answer ${markdownCode(status)} to ${topic.thing}`
      if (now !== undefined)
        compareContent({ ...topic, where: 'body', direction: 'request', thing }, answer, now, notebook)
    }
  }
}

/** The calls without what `compareBodies` compares and without what only describes. */
function framesOf(calls: ReadonlyMap<string, Call>): Json {
  const frames = [...calls].map(([key, { node, pathItem }]): [string, Json] => {
    const { requestBody: _, responses: __, ...rest } = node.value
    const body = child(node, 'requestBody')
    const answers = [...children(node, 'responses')].map(([status, { value }]): [string, Json] => {
      const { content: _, ...frame } = value
      return [status, frame]
    })
    const frame = {
      ...rest,
      shared: get(pathItem, 'parameters') ?? null,
      requestBody: body === null ? null : get(body, 'required') === true,
      responses: Object.fromEntries(answers),
    }
    return [key, meaningOf(frame) ?? null]
  })
  return Object.fromEntries(frames.toSorted(([a], [b]) => (a < b ? -1 : 1)))
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
