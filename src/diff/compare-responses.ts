import { markdownCode } from '../base/escaping.ts'
import { compareContent } from './compare-bodies.ts'
import { compareLinks } from './compare-links.ts'
import type { Topic, Trait } from './fact.ts'
import { child, children, get, type Node, spotOf } from './node.ts'
import type { Notebook } from './notebook.ts'
import type { OperationPair } from './operation.ts'
import { schemaOf, serializationChange } from './serialization.ts'

/** Responses by status, their headers and links by name. */
export function compareResponses({ subject, base, revision }: OperationPair, notebook: Notebook): void {
  const before = children(base.node, 'responses')
  const after = children(revision.node, 'responses')
  const topicOf = (status: string): Topic & { direction: 'response' } => ({
    where: isSuccess(status) ? 'success status' : 'error status',
    direction: 'response',
    thing: `the response ${markdownCode(status)}`,
    operation: subject,
  })
  const compare = (status: string, was: Node, is: Node) => {
    if (notebook.isUnchanged(was, is, 'response')) return
    const topic = topicOf(status)
    compareContent(topic, was, is, notebook)
    compareHeaders(topic, was, is, notebook)
    compareLinks(topic, [base.root, was], [revision.root, is], notebook)
  }
  for (const [status, was] of before) {
    const is = after.get(status) ?? after.get(rangeOf(status))
    const within = isRange(status) ? [...after.keys()].filter((one) => rangeOf(one) === status) : []
    if (is !== undefined) compare(status, was, is)
    else if (within.length > 0) {
      const after = within.join(', ')
      notebook.tell(topicOf(status), 'status-range-divided', { subject: status, after, base: was.use, revision: null })
    } else {
      notebook.tell(topicOf(status), 'status-removed', { subject: status, base: was.use, revision: null })
      const rest = restFor(status, was, after)
      if (rest !== undefined) compareContent(topicOf(status), was, rest, notebook)
    }
  }
  for (const [status, is] of after) {
    if (before.has(status)) continue
    const was = before.get(rangeOf(status))
    if (was !== undefined) {
      compare(status, was, is)
      continue
    }
    notebook.tell(topicOf(status), 'status-added', { subject: status, base: null, revision: is.use })
    const rest = restFor(status, is, before)
    if (rest !== undefined) compareContent(topicOf(status), rest, is, notebook)
  }
}

function isSuccess(status: string): boolean {
  return /^2(\d\d|XX)$/i.test(status)
}

function isRange(status: string): boolean {
  return /^[1-5]XX$/.test(status)
}

/** `2XX` for `201`: a range speaks for its statuses that are not written themselves (OpenAPI 3.1, 4.8.16). */
export function rangeOf(status: string): string {
  return /^[1-5]\d\d$/.test(status) ? `${status.charAt(0)}XX` : ''
}

/**
 * What `default` says of a status: everything where it stands alone, else what is no success, as it is used to describe errors.
 * `undefined` where it speaks another language: that a status is described for the first time takes nothing away.
 */
function restFor(status: string, response: Node, responses: ReadonlyMap<string, Node>): Node | undefined {
  const rest = responses.get('default')
  if (rest === undefined || status === 'default' || (isSuccess(status) && [...responses.keys()].some(isSuccess)))
    return undefined
  const mediaTypes = children(rest, 'content')
  return [...children(response, 'content').keys()].some((type) => mediaTypes.has(type)) ? rest : undefined
}

function compareHeaders(response: Topic & { direction: 'response' }, base: Node, revision: Node, notebook: Notebook) {
  const before = headersOf(base)
  const after = headersOf(revision)
  const topicOf = (name: string) =>
    ({ ...response, where: 'header', thing: `the header ${markdownCode(name)} of ${response.thing}` }) as const
  for (const [key, { name, node: was }] of before) {
    const is = after.get(key)?.node
    const topic = topicOf(name)
    if (is === undefined) {
      notebook.tell(topic, 'header-removed', { subject: name, traits: [need(was)], base: was.use, revision: null })
      continue
    }
    if (need(was) !== need(is))
      notebook.tell(topic, need(is) === 'required' ? 'header-became-required' : 'header-became-optional', {
        subject: name,
        base: spotOf(was, 'required'),
        revision: spotOf(is, 'required'),
      })
    compareHeader(topic, name, was, is, notebook)
  }
  for (const [key, { name, node: is }] of after)
    if (!before.has(key)) notebook.tell(topicOf(name), 'header-added', { subject: name, base: null, revision: is.use })
}

function compareHeader(
  topic: Topic & { where: 'header'; direction: 'response' },
  subject: string,
  was: Node,
  is: Node,
  notebook: Notebook,
): void {
  const schemas = { before: schemaOf(was), after: schemaOf(is) }
  const change = serializationChange(
    { thing: was, schema: schemas.before, location: 'header' },
    { thing: is, schema: schemas.after, location: 'header' },
  )
  if (change !== null) notebook.tell(topic, 'serialization-changed', { subject, ...change, base: was, revision: is })
  const traits: Trait[] = child(is, 'schema') === null ? [] : ['as-text']
  notebook.compareSchemas({ ...topic, traits }, schemas.before, schemas.after)
}

/** By name in lower case: header names are the same in any case (RFC 9110 section 5.1). */
function headersOf(response: Node): ReadonlyMap<string, { name: string; node: Node }> {
  const headers = [...children(response, 'headers')]
  return new Map(headers.map(([name, node]) => [name.toLowerCase(), { name, node }]))
}

function need(header: Node): Trait {
  return get(header, 'required') === true ? 'required' : 'optional'
}
