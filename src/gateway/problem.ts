/** What a caller is told when the gateway answers itself: an RFC 9457 document. Nothing of the inside goes into it. */
export interface Problem {
  readonly status: number
  readonly title: string
  /** What the caller can do about it; a sentence. */
  readonly detail: string
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** Further members of the document (RFC 9457 section 3.2). */
  readonly more?: Readonly<Record<string, unknown>>
}

export const badTarget: Problem = {
  status: 400,
  title: 'Bad Request',
  detail: 'The request target or Host field cannot be read; check its escapes and dot segments',
}

export const unreadable: Problem = {
  status: 400,
  title: 'Bad Request',
  detail: 'The request is not valid HTTP',
}

export const noRoute: Problem = { status: 404, title: 'Not Found', detail: 'There is no API at this address' }

/** 405 with Allow (RFC 9110 section 15.5.6). */
export function methodNotAllowed(allow: readonly string[]): Problem {
  const methods = allow.join(', ')
  const headers = { allow: methods }
  return { status: 405, title: 'Method Not Allowed', detail: `Use one of: ${methods}`, headers }
}

export const expectationFailed: Problem = {
  status: 417,
  title: 'Expectation Failed',
  detail: 'The only expectation that is understood is `100-continue`',
}

export const upstreamDown: Problem = {
  status: 502,
  title: 'Bad Gateway',
  detail: 'The API behind the gateway cannot be reached; try again later',
}

export const upstreamBroken: Problem = {
  status: 502,
  title: 'Bad Gateway',
  detail: 'The API behind the gateway gave no valid answer; try again later',
}

export const upstreamSlow: Problem = {
  status: 504,
  title: 'Gateway Timeout',
  detail: 'The API behind the gateway did not answer in time; try again later',
}

export const upstreamBusy: Problem = {
  status: 503,
  title: 'Service Unavailable',
  detail: 'The API behind the gateway has more requests than it can take; try again later',
  headers: { 'retry-after': '1' },
}

/** The breaker of an upstream is open. @param wait in milliseconds. */
export function upstreamPaused(wait: number): Problem {
  return {
    status: 503,
    title: 'Service Unavailable',
    detail: 'The API behind the gateway fails and is left alone for a moment; try again later',
    headers: { 'retry-after': String(Math.max(1, Math.ceil(wait / 1000))) },
  }
}

export const requestSlow: Problem = {
  status: 408,
  title: 'Request Timeout',
  detail: 'The body of the request did not come in time',
}

/** RFC 6585 section 5. */
export function tooManyFields(most: number): Problem {
  return { status: 431, title: 'Request Header Fields Too Large', detail: `Send no more than ${most} fields` }
}

/** RFC 9110 section 15.5.14. */
export const bodyTooLarge: Problem = {
  status: 413,
  title: 'Content Too Large',
  detail: 'The body of the request is larger than this API takes',
}

/** RFC 9110 section 15.5.16: with what would have been taken. */
export const codedBody: Problem = {
  status: 415,
  title: 'Unsupported Media Type',
  detail: 'Send the body without a content coding',
  headers: { 'accept-encoding': 'identity' },
}

export const noRoomForBody: Problem = {
  status: 503,
  title: 'Service Unavailable',
  detail: 'The gateway holds as many bodies as it can; try again later',
  headers: { 'retry-after': '1' },
}

/** Its upstream speaks HTTP/2, over which they are not passed on. */
export const noWebSockets: Problem = {
  status: 501,
  title: 'Not Implemented',
  detail: 'This API has no WebSockets',
}

/** RFC 9112 section 6.1. */
export const unknownCoding: Problem = {
  status: 501,
  title: 'Not Implemented',
  detail: 'The only transfer coding that is understood is `chunked`',
}

/** RFC 9110 section 15.6.6. */
export const unknownVersion: Problem = {
  status: 505,
  title: 'HTTP Version Not Supported',
  detail: 'Send HTTP/1.1',
}

export const badFraming: Problem = {
  status: 400,
  title: 'Bad Request',
  detail: 'A field that may come once came twice, or the length of the body cannot be told',
}

export const notReady: Problem = {
  status: 503,
  title: 'Service Unavailable',
  detail: 'The gateway has no configuration yet; try again in a moment',
  headers: { 'retry-after': '1' },
}

export const ownFault: Problem = {
  status: 500,
  title: 'Internal Server Error',
  detail: 'The gateway failed; give the request id to whoever runs it',
}
