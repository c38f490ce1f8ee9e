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
  readonly fixed: Map<string, Node<T>>
  /** Segments with parameters, those with more written out first. */
  readonly shaped: { readonly pieces: readonly string[]; readonly node: Node<T> }[]
  /** Routes that end here, by method. */
  readonly here: Map<string, T>
  /** Prefix routes: this path and everything below. */
  readonly below: Map<string, T>
}

type Match<T> =
  | { readonly kind: 'found'; readonly route: T }
  | { readonly kind: 'method'; readonly allow: readonly string[] }
  | { readonly kind: 'none' }

export interface Router<T> {
  /** `hosts` empty: any host. Answers false where a route with the same host, method and shape of path is there already. */
  add(hosts: readonly string[], method: string, path: string, route: T): boolean
  find(host: string, method: string, path: string): Match<T>
}

export function createRouter<T>(): Router<T> {
  const byHost = new Map<string, Node<T>>()
  const anyHost = newNode<T>()

  return {
    add(hosts, method, path, route) {
      const roots = hosts.length === 0 ? [anyHost] : hosts.map((host) => rootOf(byHost, host))
      return roots.map((root) => insert(root, method, path, route)).every(Boolean)
    },
    find(host, method, path) {
      const segments = path.split('/')
      const allow = new Set<string>()
      for (const root of [byHost.get(host), anyHost]) {
        const route = root && search(root, segments, 1, method, allow)
        if (route !== undefined) return { kind: 'found', route }
      }
      if (allow.size === 0) return { kind: 'none' }
      return { kind: 'method', allow: [...allow].sort() }
    },
  }
}

function newNode<T>(): Node<T> {
  return { fixed: new Map(), shaped: [], here: new Map(), below: new Map() }
}

function rootOf<T>(byHost: Map<string, Node<T>>, host: string): Node<T> {
  const root = byHost.get(host) ?? newNode<T>()
  byHost.set(host, root)
  return root
}

function insert<T>(root: Node<T>, method: string, path: string, route: T): boolean {
  const isPrefix = path.endsWith('/*')
  let node = root
  for (const segment of (isPrefix ? path.slice(0, -2) : path).split('/').slice(1)) node = child(node, segment)
  const routes = isPrefix ? node.below : node.here
  if (routes.has(method)) return false
  routes.set(method, route)
  return true
}

function child<T>(node: Node<T>, segment: string): Node<T> {
  const pieces = segment.split(/\{[^{}]*\}/).map(spelled)
  const [only = ''] = pieces
  if (pieces.length === 1) {
    const next = node.fixed.get(only) ?? newNode<T>()
    node.fixed.set(only, next)
    return next
  }
  const same = node.shaped.find((shaped) => shaped.pieces.join('{}') === pieces.join('{}'))
  if (same) return same.node
  const next = newNode<T>()
  node.shaped.push({ pieces, node: next })
  node.shaped.sort((a, b) => b.pieces.join('').length - a.pieces.join('').length)
  return next
}

/** A path or segment of a snapshot, without parameters, as a caller's is spelled after `normalPath`. */
export function spelled(literal: string): string {
  const escaped = literal.replace(/[^\x21-\x7e]/gu, (char) => encodeURIComponent(char))
  return normalPath(`/${escaped}`)?.slice(1) ?? escaped
}

function search<T>(
  node: Node<T>,
  segments: readonly string[],
  index: number,
  method: string,
  allow: Set<string>,
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
function byMethod<T>(routes: ReadonlyMap<string, T>, method: string, allow: Set<string>): T | undefined {
  if (routes.size === 0) return undefined
  const route = routes.get(method) ?? (method === 'HEAD' ? routes.get('GET') : undefined) ?? routes.get('*')
  if (route !== undefined) return route
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
