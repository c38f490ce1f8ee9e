import { markdownCode } from '../base/escaping.ts'
import type { Topic, Trait } from './fact.ts'
import { child, children, get, type Node, spotOf } from './node.ts'
import type { Notebook, Site } from './notebook.ts'
import { schemaOf, serializationChange } from './serialization.ts'

type HeaderTopic = Topic & Pick<Site, 'where' | 'direction'>

/** Headers by name, of a response or of a part of a form; `null` where a side says nothing of it. */
export function compareHeaders(
  holder: Topic & Pick<Site, 'direction'>,
  base: Node | null,
  revision: Node | null,
  notebook: Notebook,
): void {
  const [before, after] = [headersOf(base), headersOf(revision)]
  const topicOf = (name: string): HeaderTopic => ({
    ...holder,
    where: 'header',
    thing: `the header ${markdownCode(name)} of ${holder.thing}`,
  })
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
    if (!before.has(key))
      notebook.tell(topicOf(name), 'header-added', {
        subject: name,
        traits: [need(is)],
        base: null,
        revision: is.use,
      })
}

function compareHeader(topic: HeaderTopic, subject: string, was: Node, is: Node, notebook: Notebook): void {
  const schemas = { before: schemaOf(was), after: schemaOf(is) }
  const change = serializationChange(
    { thing: was, schema: schemas.before, location: 'header' },
    { thing: is, schema: schemas.after, location: 'header' },
  )
  if (change !== null) notebook.tell(topic, 'serialization-changed', { subject, ...change, base: was, revision: is })
  const traits: Trait[] = child(is, 'schema') === null ? [] : ['as-text']
  notebook.compareSchemas({ ...topic, traits }, schemas.before, schemas.after)
}

/**
 * By name in lower case: header names are the same in any case (RFC 9110 section 5.1). The media type is said elsewhere (OpenAPI
 * 3.1, 4.8.17.1).
 */
function headersOf(holder: Node | null): ReadonlyMap<string, { name: string; node: Node }> {
  const headers = holder === null ? [] : [...children(holder, 'headers')]
  const named = headers.map(([name, node]) => [name.toLowerCase(), { name, node }] as const)
  return new Map(named.filter(([key]) => key !== 'content-type'))
}

function need(header: Node): Trait {
  return get(header, 'required') === true ? 'required' : 'optional'
}
