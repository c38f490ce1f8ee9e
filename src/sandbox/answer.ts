/** What a handler answers, and the ways to say no with GitHub's own bodies. */

export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 201,
  body,
  headers,
})
export const accepted = (body: unknown = {}): Answer => ({ status: 202, body })
export const noContent: Answer = { status: 204 }

/** One entry of a 422's `errors` ("Validation failed" in the troubleshooting page of the REST API). */
export interface FieldError {
  readonly resource: string
  readonly field: string
  readonly code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'unprocessable' | 'custom'
  readonly message?: string
  readonly value?: unknown
}

/** Thrown by handlers, sent as GitHub sends it: `{ message, errors?, documentation_url, status }`. */
export class Refusal extends Error {
  readonly status: number
  readonly errors: readonly (FieldError | string)[] | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    errors?: readonly (FieldError | string)[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.status = status
    this.errors = errors
    this.headers = headers
  }
}

export const notFound = () => new Refusal(404, 'Not Found')
export const badCredentials = () => new Refusal(401, 'Bad credentials')
export const notAccessible = () => new Refusal(403, 'Resource not accessible by integration')
export const invalid = (...errors: (FieldError | string)[]) => new Refusal(422, 'Validation Failed', errors)
/** Throws where a field holds more characters than GitHub takes. */
export function refuseLonger(
  text: string | null | undefined,
  limit: number,
  about: Pick<FieldError, 'resource' | 'field'>,
) {
  if ((text?.length ?? 0) > limit)
    throw invalid({ ...about, code: 'custom', message: `${about.field} is too long (maximum is ${limit} characters)` })
}
/** What GitHub answers where a body does not have the shape its description demands. */
export const malformed = (problem: string) => new Refusal(422, `Invalid request.\n\n${problem}`)
