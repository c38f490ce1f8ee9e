import { markdownCode } from '../../base/escaping.ts'
import type { Json } from '../../contract/contract.ts'
import type { Topic } from '../fact.ts'
import { children, get, isList, isObject, items, type Node, spotOf } from '../node.ts'
import type { Notebook } from '../notebook.ts'

/** Servers by name: where the broker is, which protocol it speaks, and which credentials it asks for. */
export function compareAsyncServers(base: Node, revision: Node, notebook: Notebook): void {
  const before = children(base, 'servers')
  const after = children(revision, 'servers')
  for (const [name, was] of before) {
    const is = after.get(name)
    if (is !== undefined) compareServer(topicOf(name), was, is, notebook)
    else notebook.tell(topicOf(name), 'asyncapi-server-removed', { subject: name, base: was.use, revision: null })
  }
  for (const [name, is] of after)
    if (!before.has(name))
      notebook.tell(topicOf(name), 'asyncapi-server-added', { subject: name, base: null, revision: is.use })
}

function topicOf(name: string): Topic {
  return { where: 'document', direction: 'none', thing: `the server ${markdownCode(name)}`, operation: null }
}

function compareServer(topic: Topic, was: Node, is: Node, notebook: Notebook): void {
  const spots = { base: was, revision: is }
  const [before, after] = [addressOf(was), addressOf(is)]
  if (before !== after) notebook.tell(topic, 'asyncapi-server-moved', { before, after, ...spots })
  const [credentials, wanted] = [alternativesOf(was), alternativesOf(is)]
  const lost = [...credentials].filter((each) => !wanted.has(each))
  const open = credentials.size === 0 && wanted.size > 0
  if (open || (wanted.size > 0 && lost.length > 0))
    notebook.tell(topic, 'asyncapi-server-security-tightened', {
      ...{ before: [...credentials].join(', '), after: [...wanted].join(', ') },
      ...{ base: spotOf(was, 'security'), revision: spotOf(is, 'security') },
    })
  else if (credentials.size > 0 && [...wanted].length !== credentials.size)
    notebook.tell(topic, 'asyncapi-server-security-loosened', {
      ...{ before: [...credentials].join(', '), after: [...wanted].join(', ') },
      ...{ base: spotOf(was, 'security'), revision: spotOf(is, 'security') },
    })
}

/** AsyncAPI 2.x writes a `url`, whose scheme says nothing more than `protocol` does; 3.0 writes `host` and `pathname`. */
function addressOf(server: Node): string {
  const text = (key: string) => {
    const value = get(server, key)
    return typeof value === 'string' ? value : ''
  }
  const [host, url] = [text('host'), text('url').replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')]
  return `${text('protocol')}://${host === '' ? url : host + text('pathname')}`.replace(/\/$/, '')
}

/** Any one of the list is enough. In 2.x an item names its schemes, in 3.0 it is one. */
function alternativesOf(server: Node): ReadonlySet<string> {
  const list = get(server, 'security')
  const schemes = items(server, 'security')
  if (!isList(list)) return new Set()
  return new Set(list.map((item, index) => nameOfScheme(item, schemes[index])))
}

function nameOfScheme(item: Json, scheme: Node | undefined): string {
  if (!isObject(item)) return ''
  if (scheme !== undefined && typeof get(scheme, 'type') === 'string')
    return scheme.inline ? String(get(scheme, 'type')) : scheme.pointer.slice(scheme.pointer.lastIndexOf('/') + 1)
  return Object.keys(item).sort().join(' and ')
}
