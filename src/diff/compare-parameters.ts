import { markdownCode } from '../base/escaping.ts'
import { fateOf, lifecycleFacts } from './compare-lifecycle.ts'
import type { Topic, Trait } from './fact.ts'
import { child, get, items, type Node, spotOf } from './node.ts'
import type { Notebook, Site } from './notebook.ts'
import type { Operation, OperationPair } from './operation.ts'
import { schemaOf, serializationChange } from './serialization.ts'

interface Parameter {
  readonly name: string
  readonly location: string
  readonly node: Node
  /** Declared for all operations of the path. */
  readonly ofPathItem: boolean
}

/** Parameters by place and name, path parameters by where they stand in the path. */
export function compareParameters({ subject, base, revision }: OperationPair, notebook: Notebook): void {
  const areUnchanged =
    base.subject.path === revision.subject.path &&
    notebook.isUnchanged(base.node, revision.node, 'operation', 'parameters') &&
    notebook.isUnchanged(base.pathItem, revision.pathItem, 'path-item', 'parameters')
  if (areUnchanged) return
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
    if (is !== undefined) {
      if (!notebook.isUnchanged(was.node, is.node, 'parameter')) compareParameter(topicOf(was), was, is, notebook)
    } else
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
  for (const [key, allowed, forbidden] of liberties) {
    const [before, after] = [get(was.node, key) === true, get(is.node, key) === true]
    if (before !== after)
      notebook.tell(topic, after ? allowed : forbidden, {
        subject: is.name,
        base: spotOf(was.node, key),
        revision: spotOf(is.node, key),
      })
  }
  const site: Site = {
    ...topic,
    where: is.location === 'header' ? 'header parameter' : 'parameter',
    direction: 'request',
    traits: child(is.node, 'schema') === null ? [] : traitsOf(was, is),
  }
  notebook.compareSchemas(site, schemaOf(was.node), schemaOf(is.node))
}

/** What senders may do where the contract says so, and must not otherwise. */
const liberties = [
  ['allowReserved', 'reserved-allowed', 'reserved-forbidden'],
  ['allowEmptyValue', 'empty-value-allowed', 'empty-value-forbidden'],
] as const

/** How a value is written: anything else is another parameter to whoever reads it. */
function compareSerialization(topic: Topic, was: Parameter, is: Parameter, notebook: Notebook): void {
  const change = serializationChange(
    { thing: was.node, schema: schemaOf(was.node), location: was.location },
    { thing: is.node, schema: schemaOf(is.node), location: is.location },
  )
  if (change !== null)
    notebook.tell(topic, 'serialization-changed', { subject: is.name, ...change, base: was.node, revision: is.node })
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

function traitsOf(was: Parameter, { node, location }: Parameter): readonly Trait[] {
  // Who had to send it still does, and who has to now is told that: neither is left to a default.
  const isSent = [was.node, node].some((parameter) => get(parameter, 'required') === true)
  const traits: Trait[] = isSent ? ['required', 'as-text'] : ['as-text']
  // The default for a query parameter is `form` with `explode` (OpenAPI 3.1, 4.8.12.2).
  const exploded = location === 'query' && (get(node, 'style') ?? 'form') === 'form' && get(node, 'explode') !== false
  return exploded ? [...traits, 'exploded'] : traits
}
