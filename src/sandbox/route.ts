/**
 * A route is data and one verb: where it is, whom it lets in, the page of GitHub's documentation it follows, what it does that
 * a reader of that page would ask about, and the handler. `docs/sandbox.md` is written from this data, and the tests walk it.
 */
import type { z } from 'zod'
import type { Actor } from './access.ts'
import { type Answer, notFound } from './answer.ts'
import type { Repository } from './records.ts'
import type { World } from './world.ts'

/** `checks:write`: what an installation token must hold. One of the list is enough. */
export type Permission = `${string}:${'read' | 'write'}`

/**
 * - `public`: anyone; - `app`: the App itself, by JSON Web Token; - `installation`: installation tokens only;
 * - `token`: a user's or an installation's token; - `repository`: like `token`, and anyone may read what is public.
 */
type Door = 'public' | 'app' | 'installation' | 'token' | 'repository'

export interface Route<Body = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As GitHub's OpenAPI description spells it. */
  readonly path: string
  /** `uploads`: under `/api/uploads`, as on GitHub's uploads host; absent: under `/api/v3`. */
  readonly host?: 'uploads'
  /** The page under `https://docs.github.com/rest/`. */
  readonly docs: string
  readonly door: Door
  /** For installation tokens. Empty: any token of an installation that sees the repository. */
  readonly permissions: readonly Permission[]
  /** What a user must be in the repository; absent: `write` where a permission says so, else `read`. */
  readonly role?: 'read' | 'write' | 'admin'
  /** Sentences on behaviour that the shapes alone do not show. */
  readonly behaviours: readonly string[]
  /** The body's shape; unknown keys are ignored, as GitHub does. */
  readonly body?: z.ZodType<Body>
  handle(call: Call<Body>): Promise<Answer> | Answer
}

export interface Call<Body = unknown> {
  readonly world: World
  readonly method: Route['method']
  readonly actor: Actor
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: Body
  /** The bytes, of an upload. */
  readonly raw: Buffer
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Of a path that starts with `/repos/{owner}/{repo}`; the access check has passed. */
  readonly repo: Repository
  /** The bare repository of `repo`. */
  readonly git: string
  /** The address that was called, without its query: what the Link header builds on. */
  readonly address: string
}

/** Declares a route; `Body` follows from `body`. */
export function defineRoute<Body>(route: Route<Body>): Route {
  return route as Route
}

/** Shapes one page of a list, with the Link header ("Using pagination in the REST API"). `per_page` is 30, at most 100. */
export async function page<T>(
  call: Call,
  items: readonly T[],
  shape: (item: T) => unknown,
  wrap: (shaped: unknown[]) => unknown = (shaped) => shaped,
): Promise<Answer> {
  const { size, number } = pageOf(call.query)
  const shaped = await Promise.all(items.slice((number - 1) * size, number * size).map(shape))
  return { status: 200, body: wrap(shaped), headers: linkHeader(call, number, Math.ceil(items.length / size)) }
}

export function pageOf(query: Readonly<Record<string, string>>): { readonly size: number; readonly number: number } {
  const size = Number.parseInt(query['per_page'] ?? '30', 10)
  const number = Number.parseInt(query['page'] ?? '1', 10)
  return { size: Math.min(size >= 1 ? size : 30, 100), number: Number.isNaN(number) ? 1 : Math.max(number, 1) }
}

export function linkHeader(
  call: Pick<Call, 'address' | 'query'>,
  number: number,
  last: number,
): Record<string, string> {
  const to = (page: number, rel: string) =>
    `<${call.address}?${new URLSearchParams({ ...call.query, page: String(page) })}>; rel="${rel}"`
  const links = [
    ...(number > 1 ? [to(number - 1, 'prev')] : []),
    ...(number < last ? [to(number + 1, 'next'), to(last, 'last')] : []),
    ...(number > 1 ? [to(1, 'first')] : []),
  ]
  return links.length === 0 ? {} : { link: links.join(', ') }
}

/** A path parameter that is a number; anything else is nowhere. */
export function idParam(call: Pick<Call, 'params'>, name: string): number {
  const text = call.params[name] ?? ''
  if (!/^\d{1,15}$/.test(text)) throw notFound()
  return Number(text)
}
