import { markdownCode } from '../base/escaping.ts'
import type { Topic, Trait } from './fact.ts'
import { child, children, get, type Node, spotOf } from './node.ts'
import type { Notebook, Site } from './notebook.ts'
import type { OperationPair } from './operation.ts'

/** The request body: whether there is one, whether it must be sent, in which media types. */
export function compareBody({ subject, base, revision }: OperationPair, notebook: Notebook): void {
  const before = child(base.node, 'requestBody')
  const after = child(revision.node, 'requestBody')
  const topic: Topic = { where: 'body', direction: 'request', thing: 'the request body', operation: subject }
  if (before === null && after === null) return
  if (before === null)
    notebook.tell(topic, 'body-added', { traits: after ? [need(after)] : [], base: null, revision: after?.use ?? null })
  else if (after === null)
    notebook.tell(topic, 'body-removed', { traits: [need(before)], base: before.use, revision: null })
  else {
    if (need(before) !== need(after))
      notebook.tell(topic, need(after) === 'required' ? 'body-became-required' : 'body-became-optional', {
        base: spotOf(before, 'required'),
        revision: spotOf(after, 'required'),
      })
    compareContent({ ...topic, direction: 'request' }, before, after, notebook)
  }
}

function need(body: Node): Trait {
  return get(body, 'required') === true ? 'required' : 'optional'
}

/** Media types by name, for bodies of requests and of responses. */
export function compareContent(
  body: Topic & Pick<Site, 'direction'>,
  base: Node,
  revision: Node,
  notebook: Notebook,
): void {
  const before = children(base, 'content')
  const after = children(revision, 'content')
  const topicOf = (mediaType: string): Topic => ({
    ...body,
    where: 'media type',
    thing: `${body.thing} as ${markdownCode(mediaType)}`,
  })
  const compareAs = (mediaType: string, was: Node, is: Node) => {
    const schemas = { before: child(was, 'schema'), after: child(is, 'schema') }
    if (schemas.before === null && schemas.after !== null)
      notebook.tell(topicOf(mediaType), 'schema-added', { subject: mediaType, base: null, revision: schemas.after.use })
    if (schemas.before !== null && schemas.after === null)
      notebook.tell(topicOf(mediaType), 'schema-removed', {
        subject: mediaType,
        base: schemas.before.use,
        revision: null,
      })
    const { thing } = before.size > 1 ? topicOf(mediaType) : body
    const site: Site = { ...body, where: 'body', thing, traits: isText(mediaType) ? ['as-text'] : [] }
    notebook.compareSchemas(site, schemas.before, schemas.after)
  }
  for (const [mediaType, was] of before) {
    const is = after.get(mediaType) ?? rangeFor(mediaType, after)
    if (is !== undefined) compareAs(mediaType, was, is)
    else notebook.tell(topicOf(mediaType), 'media-type-removed', { subject: mediaType, base: was.use, revision: null })
  }
  for (const [mediaType, is] of after) {
    if (before.has(mediaType)) continue
    const was = rangeFor(mediaType, before)
    if (was !== undefined) compareAs(mediaType, was, is)
    else notebook.tell(topicOf(mediaType), 'media-type-added', { subject: mediaType, base: null, revision: is.use })
  }
}

/** What a range says of a media type that is not written itself: `text/*` before the one for all (OpenAPI 3.1, 4.8.13). */
function rangeFor(mediaType: string, content: ReadonlyMap<string, Node>): Node | undefined {
  if (mediaType.includes('*')) return undefined
  return content.get(`${mediaType.slice(0, mediaType.indexOf('/'))}/*`) ?? content.get('*/*')
}

/** Where everything is written as text, a number and a string of digits look the same. */
function isText(mediaType: string): boolean {
  return !/[/+]json\b/i.test(mediaType)
}
