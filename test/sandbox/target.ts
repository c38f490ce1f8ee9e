/** What the suite drives: the sandbox, or a repository on GitHub that may be written to. */
import assert from 'node:assert/strict'
import { createSign } from 'node:crypto'
import { problemsOf } from './description.ts'

export interface Target {
  /** `https://api.github.com` or the sandbox's `/api/v3`. */
  readonly api: string
  /** `https://uploads.github.com` or the sandbox's `/api/uploads`. */
  readonly uploads: string
  readonly owner: string
  readonly repo: string
  /** A token of a person who may push. */
  readonly author: string
  /** A token of another person who may push; absent: what needs a second person is not asked. */
  readonly reviewer?: string
  /** An App installed on the repository; absent: what only an App may do is not asked. */
  readonly app?: { readonly id: number; readonly privateKeyPem: string }
  /** `owner` is an organization with this team; absent: teams are not asked about. */
  readonly team?: { readonly slug: string; readonly member: string }
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what came back is judged by GitHub's description, and then by the test
  readonly body: any
}

export interface Asking {
  readonly body?: unknown
  readonly query?: Readonly<Record<string, string | number>>
  readonly headers?: Readonly<Record<string, string>>
  /** Sent against the description on purpose. */
  readonly malformed?: boolean
}

/** Method and path as the description spells them, the path's parameters by name; answers what came back, judged. */
export type Client = (
  operation: string,
  params?: Readonly<Record<string, string | number>>,
  asking?: Asking,
) => Promise<Reply>

/** Operations that were answered with success: the routes the suite has proved. */
export const proved = new Set<string>()

export function client(target: Target, token: string | undefined): Client {
  return async (operation, params = {}, asking = {}) => {
    const [method = '', path = ''] = operation.split(' ')
    const all: Record<string, string | number> = { owner: target.owner, repo: target.repo, ...params }
    const base = /^POST .*\/releases\/\{release_id\}\/assets$/.test(operation) ? target.uploads : target.api
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(all[name])))
    const query = Object.entries(asking.query ?? {}).map(([key, value]): [string, string] => [key, String(value)])
    const bytes = asking.body instanceof Uint8Array
    const response = await fetch(`${base}${filled}${query.length > 0 ? `?${new URLSearchParams(query)}` : ''}`, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        'user-agent': 'apigov-tests',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(asking.body !== undefined && !bytes && { 'content-type': 'application/json' }),
        ...asking.headers,
      },
      ...(asking.body !== undefined && {
        body: bytes ? (asking.body as Uint8Array<ArrayBuffer>) : JSON.stringify(asking.body),
      }),
    })
    const text = await response.text()
    const json = (response.headers.get('content-type') ?? '').startsWith('application/json')
    const body = text === '' ? undefined : json ? JSON.parse(text) : text
    if (json || text === '')
      assert.deepEqual(
        problemsOf({
          method,
          path,
          query: asking.query ?? {},
          requestBody: bytes ? undefined : asking.body,
          malformed: asking.malformed ?? false,
          status: response.status,
          responseBody: body,
        }),
        [],
        text.slice(0, 2000),
      )
    if (response.ok) proved.add(operation)
    return { status: response.status, headers: response.headers, body }
  }
}

/** A JSON Web Token as an App makes it; `claims` override. */
export function jwtOf(app: { readonly id: number; readonly privateKeyPem: string }, claims: object = {}): string {
  const time = Math.floor(Date.now() / 1000)
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const payload = { iat: time - 60, exp: time + 540, iss: app.id, ...claims }
  const text = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(payload)}`
  return `${text}.${createSign('sha256').update(text).sign(app.privateKeyPem).toString('base64url')}`
}
