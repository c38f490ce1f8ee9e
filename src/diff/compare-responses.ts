import { markdownCode } from '../base/escaping.ts'
import { compareContent } from './compare-bodies.ts'
import { compareHeaders } from './compare-headers.ts'
import { compareLinks } from './compare-links.ts'
import type { Topic } from './fact.ts'
import { children, type Node } from './node.ts'
import type { Notebook } from './notebook.ts'
import type { OperationPair } from './operation.ts'

/** Responses by status, their headers and links by name. */
export function compareResponses({ subject, base, revision }: OperationPair, notebook: Notebook): void {
  if (notebook.isUnchanged(base.node, revision.node, 'operation', 'responses')) return
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
