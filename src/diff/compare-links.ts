import { isDeepStrictEqual } from 'node:util'
import { canonicalOperation } from '../base/fingerprint.ts'
import { segmentsOf } from '../base/place.ts'
import type { Json } from '../contract/contract.ts'
import type { Topic } from './fact.ts'
import { children, get, type Node } from './node.ts'
import type { Notebook } from './notebook.ts'
import { operationsOf } from './operation.ts'

type Side = readonly [root: Node, response: Node]

/** Links by name: the operation each leads to, however it is named, and what is handed to it. */
export function compareLinks(response: Topic, base: Side, revision: Side, notebook: Notebook): void {
  const [before, after] = [children(base[1], 'links'), children(revision[1], 'links')]
  for (const [name, was] of before) {
    const is = after.get(name)
    if (is === undefined) {
      notebook.tell(response, 'link-removed', { subject: name, base: was.use, revision: null })
      continue
    }
    const [from, to] = [meaningOf(base[0], was), meaningOf(revision[0], is)]
    if (isDeepStrictEqual(from, to)) continue
    const spots = { base: was, revision: is }
    notebook.tell(response, 'link-changed', { subject: name, before: wordsFor(from), after: wordsFor(to), ...spots })
  }
  for (const [name, is] of after)
    if (!before.has(name)) notebook.tell(response, 'link-added', { subject: name, base: null, revision: is.use })
}

interface Meaning {
  readonly target: string
  readonly parameters: Json
  readonly requestBody: Json
  readonly server: Json
}

function meaningOf(root: Node, link: Node): Meaning {
  return {
    target: targetOf(root, link),
    parameters: get(link, 'parameters') ?? {},
    requestBody: get(link, 'requestBody') ?? null,
    server: get(link, 'server') ?? null,
  }
}

/** The operation as `GET /pets/{}`, where it is one of this contract; else as the link names it. */
function targetOf(root: Node, link: Node): string {
  const id = get(link, 'operationId')
  const ref = get(link, 'operationRef')
  if (typeof id === 'string') return operationsById(root).get(id) ?? id
  if (typeof ref !== 'string') return ''
  const [paths, path, method] = ref.startsWith('#/') ? segmentsOf(decoded(ref.slice(1))) : []
  return paths === 'paths' && path !== undefined && method !== undefined ? canonicalOperation(method, path) : ref
}

const known = new WeakMap<Node, ReadonlyMap<unknown, string>>()

function operationsById(root: Node): ReadonlyMap<unknown, string> {
  let byId = known.get(root)
  if (byId === undefined) {
    byId = new Map([...operationsOf(root)].map(([key, { node }]) => [get(node, 'operationId'), key]))
    known.set(root, byId)
  }
  return byId
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function wordsFor({ target, parameters, requestBody, server }: Meaning): string {
  const given = [parameters, requestBody, server].filter((part) => part !== null && JSON.stringify(part) !== '{}')
  return given.length === 0 ? target : `${target} with ${given.map((part) => JSON.stringify(part)).join(' ')}`
}
