import { markdownCode } from '../base/escaping.ts'
import { compareContent } from './compare-bodies.ts'
import type { Topic, Trait } from './fact.ts'
import { child, children, get, type Node, spotOf } from './node.ts'
import type { Notebook } from './notebook.ts'
import type { OperationPair } from './operation.ts'

/** Responses by status, their headers by name. */
export function compareResponses({ subject, base, revision }: OperationPair, notebook: Notebook): void {
  const before = children(base.node, 'responses')
  const after = children(revision.node, 'responses')
  const topicOf = (status: string): Topic & { direction: 'response' } => ({
    where: /^2(\d\d|XX)$/i.test(status) ? 'success status' : 'error status',
    direction: 'response',
    thing: `the response ${markdownCode(status)}`,
    operation: subject,
  })
  for (const [status, was] of before) {
    const is = after.get(status) ?? after.get(rangeOf(status))
    if (is === undefined) {
      notebook.tell(topicOf(status), 'status-removed', { subject: status, base: was.use, revision: null })
      continue
    }
    compareResponse(topicOf(status), was, is, notebook)
  }
  for (const [status, is] of after) {
    if (before.has(status)) continue
    const was = before.get(rangeOf(status))
    if (was === undefined)
      notebook.tell(topicOf(status), 'status-added', { subject: status, base: null, revision: is.use })
    else compareResponse(topicOf(status), was, is, notebook)
  }
}

/** `2XX` for `201`: a range speaks for its statuses that are not written themselves (OpenAPI 3.1, 4.8.16). */
function rangeOf(status: string): string {
  return /^[1-5]\d\d$/.test(status) ? `${status.charAt(0)}XX` : ''
}

function compareResponse(topic: Topic & { direction: 'response' }, was: Node, is: Node, notebook: Notebook): void {
  compareContent(topic, was, is, notebook)
  compareHeaders(topic, was, is, notebook)
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
    notebook.compareSchemas({ ...topic, traits: ['as-text'] }, child(was, 'schema'), child(is, 'schema'))
  }
  for (const [key, { name, node: is }] of after)
    if (!before.has(key)) notebook.tell(topicOf(name), 'header-added', { subject: name, base: null, revision: is.use })
}

/** By name in lower case: header names are the same in any case (RFC 9110 section 5.1). */
function headersOf(response: Node): ReadonlyMap<string, { name: string; node: Node }> {
  const headers = [...children(response, 'headers')]
  return new Map(headers.map(([name, node]) => [name.toLowerCase(), { name, node }]))
}

function need(header: Node): Trait {
  return get(header, 'required') === true ? 'required' : 'optional'
}
