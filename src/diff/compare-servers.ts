import type { Topic } from './fact.ts'
import { get, items, type Node } from './node.ts'
import type { Notebook } from './notebook.ts'

/** Servers of the document, by their URL as written. */
export function compareServers(base: Node, revision: Node, notebook: Notebook): void {
  const before = serversOf(base)
  const after = serversOf(revision)
  const topic: Topic = { where: 'document', direction: 'none', thing: 'the server', operation: null }
  for (const [url, was] of before)
    if (!after.has(url)) notebook.tell(topic, 'server-removed', { subject: url, base: was, revision: null })
  for (const [url, is] of after)
    if (!before.has(url)) notebook.tell(topic, 'server-added', { subject: url, base: null, revision: is })
}

function serversOf(root: Node): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>()
  for (const server of items(root, 'servers')) {
    const url = get(server, 'url')
    if (typeof url === 'string') found.set(url, server)
  }
  return found
}
