/**
 * Finds the route of a request: a tree of path segments per host. Segments are compared in the spelling of `normalPath`, so
 * `%2F` is never a slash. What is written out wins over a parameter, a parameter over a prefix; where the nearer one has no
 * route for the method, the farther one is asked.
 *
 * Our own and not find-my-way: that one decodes paths by rules of its own (the upstream would see another path than was judged),
 * gives `:`, `(` and `*` a meaning that contracts do not, and builds a large table in one go.
 */
import { normalPath } from './request-target.ts'

interface Node<T> {
  /** The router that may change it; to all others it is read-only. */
  readonly owner: object
  fixed: Map<string, Node<T>>
  /** Segments with parameters, those with more written out first. */
  readonly shaped: Shaped<T>[]
  /** Routes that end here, by method. */
  here: Map<string, T>
  /** Prefix routes: this path and everything below. */
  below: Map<string, T>
}

interface Shaped<T> {
  readonly pieces: readonly string[]
  readonly node: Node<T>
}

type Match<T> =
  | { readonly kind: 'found'; readonly route: T }
  | { readonly kind: 'method'; readonly allow: readonly string[] }
  | { readonly kind: 'none' }

export interface Router<T> {
  /** `hosts` empty: any host. Answers false where a route with the same host, method and shape of path is there already. */
  add(hosts: readonly string[], method: string, path: string, route: T): boolean
  /** Takes out what was added under the same hosts, method and path. */
  remove(hosts: readonly string[], method: string, path: string): void
  find(host: string, method: string, path: string): Match<T>
  /**
   * A router with the same routes, to be changed on its own: it shares what neither changes, so it costs what is changed and not
   * what is there. This one must not be changed any more.
   */
  fork(): Router<T>
}

export function createRouter<T>(): Router<T> {
  return routerOver(new Map(), newNode<T>({}))
}

/** @param shared nodes of another router, copied before they are changed. */
function routerOver<T>(sharedHosts: ReadonlyMap<string, Node<T>>, sharedRoot: Node<T>): Router<T> {
  const owner = {}
  const byHost = new Map(sharedHosts)
  let anyHost = sharedRoot

  function rootsOf(hosts: readonly string[]): readonly Node<T>[] {
    if (hosts.length === 0) {
      anyHost = owned(anyHost, owner)
      return [anyHost]
    }
    return hosts.map((host) => {
      const root = owned(byHost.get(host) ?? newNode<T>(owner), owner)
      byHost.set(host, root)
      return root
    })
  }

  return {
    add: (hosts, method, path, route) =>
      rootsOf(hosts)
        .map((root) => insert(root, method, pathOf(path), route))
        .every(Boolean),
    remove(hosts, method, path) {
      for (const root of rootsOf(hosts)) remove(root, method, pathOf(path))
    },
    find(host, method, path) {
      const segments = path.split('/')
      const ofHost = byHost.get(host)
      const route = (ofHost && search(ofHost, segments, 1, method, null)) ?? search(anyHost, segments, 1, method, null)
      if (route !== undefined) return { kind: 'found', route }
      // Looked up once more, so that only those who find nothing pay for what they might have found.
      const allow = new Set<string>()
      for (const root of [ofHost, anyHost]) if (root) search(root, segments, 1, method, allow)
      return allow.size === 0 ? { kind: 'none' } : { kind: 'method', allow: [...allow].sort() }
    },
    fork: () => routerOver(byHost, anyHost),
  }
}

function newNode<T>(owner: object): Node<T> {
  return { owner, fixed: noneYet, shaped: [], here: noneYet, below: noneYet }
}

/** Most nodes have one thing or two: an empty map for each of the others would be most of what a router takes. Never written to. */
const noneYet = new Map<string, never>()

/** Some map that may be written to. */
function writable<Value>(map: Map<string, Value>): Map<string, Value> {
  return map === noneYet ? new Map() : map
}

function copied<Value>(map: Map<string, Value>): Map<string, Value> {
  return map.size === 0 ? noneYet : new Map(map)
}

/** The node itself where it is `owner`'s, else a copy that is. */
function owned<T>(node: Node<T>, owner: object): Node<T> {
  if (node.owner === owner) return node
  const { fixed, shaped, here, below } = node
  return { owner, fixed: copied(fixed), shaped: [...shaped], here: copied(here), below: copied(below) }
}

interface RoutePath {
  readonly segments: readonly string[]
  readonly isPrefix: boolean
}

function pathOf(path: string): RoutePath {
  const isPrefix = path.endsWith('/*')
  return { segments: (isPrefix ? path.slice(0, -2) : path).split('/').slice(1), isPrefix }
}

function insert<T>(root: Node<T>, method: string, { segments, isPrefix }: RoutePath, route: T): boolean {
  let node = root
  for (const segment of segments) node = child(node, segment)
  const list = isPrefix ? 'below' : 'here'
  if (node[list].has(method)) return false
  node[list] = writable(node[list])
  node[list].set(method, route)
  return true
}

/** @param from how many segments lie behind `node`. */
function remove<T>(node: Node<T>, method: string, path: RoutePath, from = 0): void {
  const segment = path.segments[from]
  if (segment === undefined) {
    const routes = path.isPrefix ? node.below : node.here
    routes.delete(method)
    return
  }
  const next = child(node, segment)
  remove(next, method, path, from + 1)
  if (next.fixed.size + next.shaped.length + next.here.size + next.below.size === 0) forget(node, segment, next)
}

function forget<T>({ fixed, shaped }: Node<T>, segment: string, empty: Node<T>): void {
  if (fixed.get(spelled(segment)) === empty) fixed.delete(spelled(segment))
  const at = shaped.findIndex(({ node }) => node === empty)
  if (at >= 0) shaped.splice(at, 1)
}

/** The child for a segment, the node's own; made where there is none. */
function child<T>(node: Node<T>, segment: string): Node<T> {
  const { owner, shaped } = node
  const pieces = segment.includes('{') ? segment.split(/\{[^{}]*\}/).map(spelled) : [spelled(segment)]
  const [only = ''] = pieces
  if (pieces.length === 1) {
    const next = owned(node.fixed.get(only) ?? newNode<T>(owner), owner)
    node.fixed = writable(node.fixed)
    node.fixed.set(only, next)
    return next
  }
  const at = shaped.findIndex((one) => one.pieces.join('{}') === pieces.join('{}'))
  const next = owned(shaped[at]?.node ?? newNode<T>(owner), owner)
  if (at >= 0) shaped[at] = { pieces, node: next }
  else {
    shaped.push({ pieces, node: next })
    shaped.sort(byPrecedence)
  }
  return next
}

/** The same whatever the order they came in: a router that was changed must decide as one that was built anew. */
function byPrecedence<T>({ pieces: a }: Shaped<T>, { pieces: b }: Shaped<T>): number {
  return b.join('').length - a.join('').length || (a.join('{}') < b.join('{}') ? -1 : 1)
}

/** A path or segment of a snapshot, without parameters, as a caller's is spelled after `normalPath`. */
export function spelled(literal: string): string {
  if (/^[\w\-/]*$/.test(literal)) return literal
  const escaped = literal.replace(/[^\x21-\x7e]/gu, (char) => encodeURIComponent(char))
  // A letter in front: a dot between two parameters is not the folder it stands in.
  return normalPath(`/x${escaped}`)?.slice('/x'.length) ?? escaped
}

function search<T>(
  node: Node<T>,
  segments: readonly string[],
  index: number,
  method: string,
  allow: Set<string> | null,
): T | undefined {
  const segment = segments[index]
  if (segment === undefined) return byMethod(node.here, method, allow) ?? byMethod(node.below, method, allow)
  const fixed = node.fixed.get(segment)
  let found = fixed && search(fixed, segments, index + 1, method, allow)
  if (found !== undefined) return found
  for (const { pieces, node: next } of node.shaped) {
    if (!fits(pieces, segment)) continue
    found = search(next, segments, index + 1, method, allow)
    if (found !== undefined) return found
  }
  return byMethod(node.below, method, allow)
}

/** A GET route answers HEAD too (RFC 9110 section 9.3.2). Notes in `allow` what else would have been answered. */
function byMethod<T>(routes: ReadonlyMap<string, T>, method: string, allow: Set<string> | null): T | undefined {
  if (routes.size === 0) return undefined
  const route = routes.get(method) ?? (method === 'HEAD' ? routes.get('GET') : undefined) ?? routes.get('*')
  if (route !== undefined || allow === null) return route
  for (const name of routes.keys()) allow.add(name)
  if (routes.has('GET')) allow.add('HEAD')
  return undefined
}

/** Whether a segment is made of the pieces in order with at least one character for each parameter between them. */
function fits(pieces: readonly string[], segment: string): boolean {
  const [first = ''] = pieces
  const last = pieces.at(-1) ?? ''
  if (!segment.startsWith(first) || !segment.endsWith(last)) return false
  let at = first.length
  const end = segment.length - last.length
  for (const piece of pieces.slice(1, -1)) {
    const found = segment.indexOf(piece, at + 1)
    if (found < 0) return false
    at = found + piece.length
  }
  return end - at >= 1
}
