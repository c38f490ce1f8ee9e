import { isDeepStrictEqual } from 'node:util'
import { markdownCode } from '../base/escaping.ts'
import type { Json } from '../contract/contract.ts'
import { compareContent } from './compare-bodies.ts'
import { rangeOf } from './compare-responses.ts'
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
 * response, and what the consumer answers reaches the API like a request. Of anything else it is told that it differs.
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
    if (is !== undefined && notebook.isUnchanged(was, is)) continue
    if (is === undefined) {
      notebook.tell(topicOf(name), `${what}-removed`, { subject: name, base: was.use, revision: null })
      continue
    }
    const calls = { before: callsOf(what, was), after: callsOf(what, is) }
    compareBodies(topicOf(name), calls.before, calls.after, notebook)
    const aspects = differingAspects(calls.before, calls.after)
    if (aspects.length > 0)
      notebook.tell(topicOf(name), `${what}-changed`, {
        subject: name,
        after: aspects.join(', '),
        base: was,
        revision: is,
      })
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
    compareAnswers(topic, children(was, 'responses'), children(is, 'responses'), notebook)
  }
}

/** What the consumer may answer. A range, and `default`, take what they stand for. */
function compareAnswers(
  topic: Topic,
  before: ReadonlyMap<string, Node>,
  after: ReadonlyMap<string, Node>,
  notebook: Notebook,
): void {
  const topicOf = (status: string): Topic => ({
    ...topic,
    thing: `the answer ${markdownCode(status)} to ${topic.thing}`,
  })
  for (const [status, was] of before) {
    const is = answerTo(status, after)
    if (is === undefined)
      notebook.tell(topicOf(status), 'answer-removed', { subject: status, base: was.use, revision: null })
    else compareContent({ ...topicOf(status), where: 'body', direction: 'request' }, was, is, notebook)
  }
  for (const [status, is] of after)
    if (answerTo(status, before) === undefined)
      notebook.tell(topicOf(status), 'answer-added', { subject: status, base: null, revision: is.use })
}

function answerTo(status: string, answers: ReadonlyMap<string, Node>): Node | undefined {
  return answers.get(status) ?? answers.get(rangeOf(status)) ?? answers.get('default')
}

const aspects = ['parameters', 'security', 'servers', 'required', 'headers'] as const

/** In what the calls differ beside their bodies and answers, in words; what only describes does not count. */
function differingAspects(before: ReadonlyMap<string, Call>, after: ReadonlyMap<string, Call>): readonly string[] {
  if (!isDeepStrictEqual([...before.keys()].sort(), [...after.keys()].sort())) return ['where it goes']
  const frames = { before: framesOf(before), after: framesOf(after) }
  return aspects
    .filter(
      (aspect) =>
        !isDeepStrictEqual(
          frames.before.map((one) => one[aspect]),
          frames.after.map((one) => one[aspect]),
        ),
    )
    .map((aspect) => wordsFor[aspect])
}

const wordsFor: Readonly<Record<(typeof aspects)[number], string>> = {
  parameters: 'its parameters',
  security: 'its security',
  servers: 'its servers',
  required: 'whether it has a body',
  headers: 'the headers of its answers',
}

type Frame = Readonly<Record<(typeof aspects)[number], Json>>

function framesOf(calls: ReadonlyMap<string, Call>): readonly Frame[] {
  const sorted = [...calls].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return sorted.map(([, { node, pathItem }]) => {
    const body = child(node, 'requestBody')
    const headers = [...children(node, 'responses')].map(([status, answer]): [string, Json] => [
      status,
      get(answer, 'headers') ?? null,
    ])
    const said = (key: string) => meaningOf(get(node, key)) ?? null
    return {
      parameters: [meaningOf(get(pathItem, 'parameters')) ?? [], said('parameters') ?? []],
      security: said('security'),
      servers: said('servers') ?? meaningOf(get(pathItem, 'servers')) ?? null,
      required: body === null ? null : get(body, 'required') === true,
      headers: meaningOf(Object.fromEntries(headers.filter(([, some]) => some !== null).toSorted())) ?? null,
    }
  })
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
