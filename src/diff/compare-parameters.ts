import { markdownCode } from '../base/escaping.ts'
import { fateOf, lifecycleFacts } from './compare-lifecycle.ts'
import type { Topic, Trait } from './fact.ts'
import { child, children, get, items, type Node, spotOf } from './node.ts'
import type { Notebook, Site } from './notebook.ts'
import type { Operation, OperationPair } from './operation.ts'

interface Parameter {
  readonly name: string
  readonly location: string
  readonly node: Node
  /** Declared for all operations of the path. */
  readonly ofPathItem: boolean
}

/** Parameters by place and name, path parameters by where they stand in the path. */
export function compareParameters({ subject, base, revision }: OperationPair, notebook: Notebook): void {
  const before = parametersOf(base)
  const after = parametersOf(revision)
  const topicOf = ({ name, location }: Parameter): Topic => ({
    where: location === 'path' ? 'path parameter' : 'parameter',
    direction: 'request',
    thing: `the ${location} parameter ${markdownCode(name)}`,
    operation: subject,
  })
  for (const [key, was] of before) {
    const is = after.get(key)
    if (is !== undefined) compareParameter(topicOf(was), was, is, notebook)
    else
      notebook.tell(topicOf(was), 'parameter-removed', {
        subject: was.name,
        traits: fateOf(was.node, notebook.policy.today),
        base: was.node.use,
        revision: null,
      })
  }
  for (const [key, is] of after) {
    if (before.has(key)) continue
    const traits: Trait[] = [isRequired(is) ? 'required' : 'optional']
    if (is.ofPathItem) traits.push('of-path-item')
    notebook.tell(topicOf(is), 'parameter-added', { subject: is.name, traits, base: null, revision: is.node.use })
  }
}

function compareParameter(topic: Topic, was: Parameter, is: Parameter, notebook: Notebook): void {
  if (isRequired(was) !== isRequired(is))
    notebook.tell(topic, isRequired(is) ? 'parameter-became-required' : 'parameter-became-optional', {
      subject: is.name,
      base: spotOf(was.node, 'required'),
      revision: spotOf(is.node, 'required'),
    })
  for (const { kind, ...details } of lifecycleFacts(was.node, is.node, notebook.policy))
    notebook.tell(topic, kind, { ...details, subject: is.name })

  compareSerialization(topic, was, is, notebook)
  const site: Site = {
    ...topic,
    where: is.location === 'header' ? 'header parameter' : 'parameter',
    direction: 'request',
    traits: traitsOf(is),
  }
  notebook.compareSchemas(site, child(was.node, 'schema'), child(is.node, 'schema'))
  const contents = { before: children(was.node, 'content'), after: children(is.node, 'content') }
  for (const [mediaType, content] of contents.before) {
    const now = contents.after.get(mediaType)
    if (now === undefined) continue
    notebook.compareSchemas({ ...site, traits: [] }, child(content, 'schema'), child(now, 'schema'))
  }
}

/** How a value is written: anything else is another parameter to whoever reads it. */
function compareSerialization(topic: Topic, was: Parameter, is: Parameter, notebook: Notebook): void {
  const before = serializationOf(was)
  const after = serializationOf(is)
  if (before !== after)
    notebook.tell(topic, 'serialization-changed', {
      subject: is.name,
      before,
      after,
      base: was.node,
      revision: is.node,
    })
}

/** Style and explode with their defaults (OpenAPI 3.1, 4.8.12.2); the media type where there is one. */
function serializationOf({ node, location }: Parameter): string {
  const [mediaType] = children(node, 'content').keys()
  if (mediaType !== undefined) return mediaType
  const style = get(node, 'style') ?? (location === 'query' || location === 'cookie' ? 'form' : 'simple')
  const explode = get(node, 'explode') ?? style === 'form'
  return `${style}${explode === true ? ', explode' : ''}`
}

/** The operation's own go before the path item's of the same place and name. */
function parametersOf({ node, pathItem, subject }: Operation): ReadonlyMap<string, Parameter> {
  const found = new Map<string, Parameter>()
  const segments = [...subject.path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1])
  for (const [owner, ofPathItem] of [
    [pathItem, true],
    [node, false],
  ] as const)
    for (const parameter of items(owner, 'parameters')) {
      const name = get(parameter, 'name')
      const location = get(parameter, 'in')
      if (typeof name !== 'string' || typeof location !== 'string') continue
      const position = location === 'path' ? segments.indexOf(name) : -1
      // Header names are the same in any case (RFC 9110 section 5.1).
      const key =
        position >= 0 ? `path #${position}` : `${location} ${location === 'header' ? name.toLowerCase() : name}`
      found.set(key, { name, location, node: parameter, ofPathItem })
    }
  return found
}

function isRequired({ node, location }: Parameter): boolean {
  return location === 'path' || get(node, 'required') === true
}

function traitsOf({ node, location }: Parameter): readonly Trait[] {
  const traits: Trait[] = get(node, 'required') === true ? ['required', 'as-text'] : ['as-text']
  // The default for a query parameter is `form` with `explode` (OpenAPI 3.1, 4.8.12.2).
  const exploded = location === 'query' && (get(node, 'style') ?? 'form') === 'form' && get(node, 'explode') !== false
  return exploded ? [...traits, 'exploded'] : traits
}
