import { markdownCode } from '../base/escaping.ts'
import type { Topic } from './fact.ts'
import { child, children, get, items, type Node, spotOf, strings } from './node.ts'
import type { Notebook } from './notebook.ts'
import type { Operation, OperationPair } from './operation.ts'

/** One address of the API; those that a server's variables stand for are told apart where the contract lists them. */
interface Address {
  readonly url: string
  readonly server: Node
}

/** Servers of the document. */
export function compareServers(base: Node, revision: Node, notebook: Notebook): void {
  const topic: Topic = { where: 'document', direction: 'none', thing: 'the server', operation: null }
  compareAddresses(topic, addressesOf(items(base, 'servers')), addressesOf(items(revision, 'servers')), notebook)
}

/** Servers of an operation that has its own, or its path, on either side; else `compareServers` speaks for it. */
export function compareOperationServers({ subject, base, revision }: OperationPair, notebook: Notebook): void {
  const own = { before: ownServersOf(base), after: ownServersOf(revision) }
  if (own.before === null && own.after === null) return
  const topic: Topic = { where: 'operation', direction: 'none', thing: 'the server', operation: subject }
  compareAddresses(
    topic,
    addressesOf(own.before ?? items(base.root, 'servers')),
    addressesOf(own.after ?? items(revision.root, 'servers')),
    notebook,
  )
}

/** The operation's servers go before the path item's, as both do before the document's (OpenAPI 3.1, 4.8.10). */
function ownServersOf({ node, pathItem }: Operation): readonly Node[] | null {
  const owner = [node, pathItem].find((one) => items(one, 'servers').length > 0)
  return owner === undefined ? null : items(owner, 'servers')
}

type Addresses = ReadonlyMap<string, Address>

function compareAddresses(topic: Topic, before: Addresses, after: Addresses, notebook: Notebook): void {
  for (const [key, { url, server }] of before)
    if (!after.has(key)) notebook.tell(topic, 'server-removed', { subject: url, base: server, revision: null })
  for (const [key, { url, server }] of after)
    if (!before.has(key)) notebook.tell(topic, 'server-added', { subject: url, base: null, revision: server })
  const paired = new Set<string>()
  for (const [key, { server: was }] of before) {
    const is = after.get(key)?.server
    const both = is === undefined ? '' : `${was.pointer} ${is.pointer}`
    if (is === undefined || paired.has(both)) continue
    paired.add(both)
    compareDefaults(topic, was, is, notebook)
  }
}

/** Who names no value of a variable calls another address where its default is another. */
function compareDefaults(topic: Topic, was: Node, is: Node, notebook: Notebook): void {
  const [names, namesNow] = [namesIn(was), namesIn(is)]
  if (names.length !== namesNow.length) return
  const [variables, variablesNow] = [children(was, 'variables'), children(is, 'variables')]
  for (const [index, name] of names.entries()) {
    const [variable, now] = [variables.get(name), variablesNow.get(namesNow[index] ?? '')]
    if (variable === undefined || now === undefined) continue
    const [before, after] = [get(variable, 'default'), get(now, 'default')]
    if (before !== after)
      notebook.tell({ ...topic, thing: `the variable ${markdownCode(name)} of the server` }, 'server-default-changed', {
        subject: name,
        before,
        after,
        base: spotOf(variable, 'default'),
        revision: spotOf(now, 'default'),
      })
  }
}

/** By what makes an address the same: not the name of a variable, nor a slash at the end. */
function addressesOf(servers: readonly Node[]): Addresses {
  const found = new Map<string, Address>()
  for (const server of servers)
    for (const url of urlsOf(server)) {
      const key = url.replace(/\{[^{}]*\}/g, '{}').replace(/(?<=[^/])\/$/, '')
      if (!found.has(key)) found.set(key, { url, server })
    }
  return found
}

const variable = /\{([^{}]*)\}/g

function namesIn(server: Node): readonly string[] {
  const url = get(server, 'url')
  return typeof url === 'string' ? [...url.matchAll(variable)].map(([, name = '']) => name) : []
}

/** So many addresses are told apart; more are one, with their variables in it. */
const mostAddresses = 100

/** The addresses a server stands for: one for each choice among the values its variables list. */
function urlsOf(server: Node): readonly string[] {
  const url = get(server, 'url')
  if (typeof url !== 'string') return []
  const variables = child(server, 'variables')
  let urls = [url]
  for (const name of new Set(namesIn(server))) {
    const described = variables === null ? null : child(variables, name)
    const values = described === null ? [] : strings(described, 'enum')
    if (values.length === 0) continue
    if (urls.length * values.length > mostAddresses) return [url]
    urls = urls.flatMap((one) => values.map((value) => one.replaceAll(`{${name}}`, () => value)))
  }
  return urls
}
