/**
 * What changed between two AsyncAPI documents. Who sends is what decides: a message that the application sends reaches its consumers like
 * a response, one that it receives comes from them like a request; payloads and headers go through the same engine as OpenAPI's schemas.
 *
 * `@asyncapi/diff` is not asked. It judges by the pattern of a path alone, without direction: what is in a payload or a list of messages
 * it calls unclassified, and every release of a contract breaking. Nothing of its verdicts would be left.
 */
import { isDeepStrictEqual } from 'node:util'
import { markdownCode } from '../../base/escaping.ts'
import type { Contract, Json } from '../../contract/contract.ts'
import { type Diff, type DiffOptions, type MessageSubject, nameOf, type UsedSubject } from '../change.ts'
import { judged, pathFilter } from '../diff.ts'
import type { Topic } from '../fact.ts'
import { child, children, get, isObject, items, type Node, rootOf, spotOf } from '../node.ts'
import { collect, type Notebook } from '../notebook.ts'
import { compareAsyncServers } from './asyncapi-servers.ts'
import { canonical, type Use, usesOf } from './asyncapi-uses.ts'

/** Compares two readable documents, of 2.x or 3.0 each. The worst changes come first. */
export function diffAsyncApi(base: Contract, revision: Contract, options: DiffOptions): Diff {
  // These are small: telling what is unchanged would cost more than it saves.
  const notebook = collect(options, () => false, pathFilter(options.matchPath))
  const [before, after] = [rootOf(base), rootOf(revision)]
  const uses = { before: usesOf(before), after: usesOf(after) }
  compareUses(uses.before, uses.after, notebook)
  compareAsyncServers(before, after, notebook)
  const order = [...uses.before.values(), ...uses.after.values()].map(({ action, address }) => `${action} ${address}`)
  const rank = (subject: UsedSubject) => order.findIndex((use) => nameOf(subject).startsWith(use))
  return judged(notebook, base, revision, rank, options)
}

function compareUses(before: ReadonlyMap<string, Use>, after: ReadonlyMap<string, Use>, notebook: Notebook): void {
  const channels = { before: channelsOf(before), after: channelsOf(after) }
  for (const [key, was] of before) {
    const is = after.get(key)
    const isKept = channels.after.has(canonical(was.address))
    const what = isKept ? 'operation' : 'channel'
    if (is !== undefined && (isImplied(was) || !isImplied(is))) compareUse(was, is, notebook)
    // Nobody had said who sends on the channel: where somebody does now, the other way was never promised.
    else if (!isImplied(was) || !isKept)
      notebook.tell(topicOf(was), `asyncapi-${what}-removed`, { base: was.operation.use, revision: null })
  }
  for (const [key, is] of after) {
    const what = channels.before.has(canonical(is.address)) ? 'operation' : 'channel'
    if (!before.has(key) && !(isImplied(is) && what === 'operation'))
      notebook.tell(topicOf(is), `asyncapi-${what}-added`, { base: null, revision: is.operation.use })
  }
}

/** True where the channel has no operation, so that it may be used either way. */
function isImplied({ operation, channel }: Use): boolean {
  return operation.pointer === channel.pointer
}

function channelsOf(uses: ReadonlyMap<string, Use>): ReadonlySet<string> {
  return new Set([...uses.values()].map(({ address }) => canonical(address)))
}

function topicOf(use: Use, name = ''): Topic & { readonly direction: 'request' | 'response' } {
  const direction = use.action === 'send' ? 'response' : 'request'
  return { where: 'operation', direction, thing: use.words, operation: subjectOf(use, name) }
}

const subjects = new WeakMap<Use, Map<string, MessageSubject>>()

/** One subject for one message, wherever it is compared: the same object tells that it is the same. */
function subjectOf(use: Use, name: string): MessageSubject {
  const known = subjects.get(use) ?? new Map<string, MessageSubject>()
  subjects.set(use, known)
  const subject = known.get(name) ?? { kind: 'message', action: use.action, channel: use.address, name }
  known.set(name, subject)
  return subject
}

function compareUse(was: Use, is: Use, notebook: Notebook): void {
  compareBindings(topicOf(was), was.channel, is.channel, notebook)
  if (!isImplied(was) && !isImplied(is)) compareBindings(topicOf(was), was.operation, is.operation, notebook)
  compareParameters(was, is, notebook)
  const pairs = new Map(matched(was, is))
  for (const [name, message] of was.messages) {
    const now = pairs.get(name)
    const topic = topicOf(was, name)
    if (now === undefined)
      notebook.tell(topic, 'asyncapi-message-removed', { subject: name, base: message.use, revision: null })
    else compareMessage({ ...topic, thing: `${markdownCode(name)} of ${was.words}` }, message, now, notebook)
  }
  const kept = new Set(pairs.values())
  for (const [name, message] of is.messages)
    if (!kept.has(message))
      notebook.tell(topicOf(was, name), 'asyncapi-message-added', { subject: name, base: null, revision: message.use })
}

/** By name. Where there is one on either side it is the same message, whatever it is called: its name never travels. */
function matched(was: Use, is: Use): readonly (readonly [string, Node])[] {
  const [[only, message] = [], [[, now] = []]] = [[...was.messages][0], [...is.messages]]
  if (was.messages.size === 1 && is.messages.size === 1 && only && message && now) return [[only, now]]
  return [...was.messages.keys()].flatMap((name) => {
    const node = is.messages.get(name)
    return node === undefined ? [] : [[name, node] as const]
  })
}

/** What stands in the address of a channel: the consumer fills it in, to send and to subscribe. */
function compareParameters(was: Use, is: Use, notebook: Notebook): void {
  const after = [...children(is.channel, 'parameters')]
  for (const [index, [name, before]] of [...children(was.channel, 'parameters')].entries()) {
    const now = children(is.channel, 'parameters').get(name) ?? after[index]?.[1]
    if (now === undefined) continue
    const thing = `the parameter ${markdownCode(name)} of the channel ${markdownCode(was.address)}`
    const site = { ...topicOf(was), where: 'parameter', direction: 'request', thing, traits: ['as-text'] } as const
    notebook.compareSchemas(site, schemaOfParameter(before), schemaOfParameter(now))
  }
}

/** In 3.0 a parameter is always a string and says so itself what values it has (AsyncAPI 3.0.0, Parameter Object). */
function schemaOfParameter(parameter: Node): Node {
  return child(parameter, 'schema') ?? { ...parameter, value: { ...parameter.value, type: 'string' } }
}

type MessageTopic = ReturnType<typeof topicOf>

function compareMessage(topic: MessageTopic, was: Node, is: Node, notebook: Notebook): void {
  comparePayload(topic, was, is, notebook)
  const headers = { ...topic, where: 'body', thing: `the headers of ${topic.thing}`, traits: [] } as const
  notebook.compareSchemas(headers, said(was, 'headers'), said(is, 'headers'))
  compareContentType(topic, was, is, notebook)
  compareCorrelation(topic, was, is, notebook)
  compareBindings(topic, was, is, notebook)
}

function compareCorrelation(topic: MessageTopic, was: Node, is: Node, notebook: Notebook): void {
  const [before, after] = [saidJson(was, 'correlationId', 'location'), saidJson(is, 'correlationId', 'location')]
  if (before === after) return
  const fate = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
  const details = { subject: 'correlationId', before, after, base: was, revision: is }
  notebook.tell(topic, `asyncapi-correlation-id-${fate}`, details)
}

function comparePayload(topic: MessageTopic, was: Node, is: Node, notebook: Notebook): void {
  const [before, after] = [payloadOf(was), payloadOf(is)]
  const thing = `the payload of ${topic.thing}`
  const spots = { base: was, revision: is }
  if (before.format !== after.format && before.schema !== null && after.schema !== null)
    notebook.tell({ ...topic, thing }, 'asyncapi-payload-format-changed', {
      ...{ before: before.format, after: after.format, ...spots },
    })
  else if (before.format !== jsonSchema) {
    if (!isDeepStrictEqual(before.schema?.value, after.schema?.value))
      notebook.tell({ ...topic, thing }, 'asyncapi-payload-changed', { after: after.format, ...spots })
  } else if (before.schema === null && after.schema !== null)
    notebook.tell({ ...topic, thing }, 'asyncapi-payload-added', { base: null, revision: after.schema })
  else if (before.schema !== null && after.schema === null)
    notebook.tell({ ...topic, thing }, 'asyncapi-payload-removed', { base: before.schema, revision: null })
  else notebook.compareSchemas({ ...topic, where: 'body', thing, traits: [] }, before.schema, after.schema)
}

const jsonSchema = 'JSON Schema'

/** AsyncAPI 2.x says the format beside the payload, 3.0 in it (Multi Format Schema Object). */
function payloadOf(message: Node): { readonly format: string; readonly schema: Node | null } {
  const payload = said(message, 'payload')
  const multi = payload !== null && get(payload, 'schemaFormat') !== undefined && get(payload, 'schema') !== undefined
  const written = multi ? get(payload, 'schemaFormat') : get(message, 'schemaFormat')
  const format = typeof written === 'string' ? written.replace(/;.*$/, '').replace(/\+(json|yaml)$/, '') : ''
  const isJson = ['', 'application/schema', 'application/vnd.aai.asyncapi', 'application/vnd.oai.openapi'].includes(
    format,
  )
  return { format: isJson ? jsonSchema : format, schema: multi ? child(payload, 'schema') : payload }
}

function compareContentType(topic: Topic, was: Node, is: Node, notebook: Notebook): void {
  const [before, after] = [contentTypeOf(was), contentTypeOf(is)]
  if (before === after) return
  const kind =
    before === undefined || after === undefined ? 'asyncapi-content-type-stated' : 'asyncapi-content-type-changed'
  notebook.tell(topic, kind, {
    ...{ subject: 'contentType', before, after },
    ...{ base: spotOf(was, 'contentType'), revision: spotOf(is, 'contentType') },
  })
}

function contentTypeOf(message: Node): string | undefined {
  const written = saidJson(message, 'contentType') ?? message.contract.root['defaultContentType']
  return typeof written === 'string' ? written.toLowerCase().replace(/\s/g, '') : undefined
}

function compareBindings(topic: Topic, was: Node, is: Node, notebook: Notebook): void {
  const [before, after] = [child(was, 'bindings'), child(is, 'bindings')]
  if (isDeepStrictEqual(meaningOf(before), meaningOf(after))) return
  notebook.tell(topic, 'asyncapi-bindings-changed', {
    ...{ subject: 'bindings', base: before ?? was, revision: after ?? is },
  })
}

function meaningOf(bindings: Node | null): Json {
  const protocols = Object.entries(bindings?.value ?? {}).filter(([, value]) => isObject(value))
  return Object.fromEntries(
    protocols.map(([name, value]) => {
      const { bindingVersion: _, ...rest } = isObject(value) ? value : {}
      return [name, rest]
    }),
  )
}

/** What a message says itself, else what the last of its traits says (AsyncAPI 3.0.0, Message Trait Object). */
function said(message: Node, key: string): Node | null {
  return (
    child(message, key) ??
    items(message, 'traits')
      .map((trait) => child(trait, key))
      .findLast((node) => node !== null) ??
    null
  )
}

function saidJson(message: Node, key: string, below?: string): Json | undefined {
  const owner =
    get(message, key) === undefined
      ? items(message, 'traits').findLast((trait) => get(trait, key) !== undefined)
      : message
  if (owner === undefined) return undefined
  if (below === undefined) return get(owner, key)
  const node = child(owner, key)
  return node === null ? undefined : get(node, below)
}
