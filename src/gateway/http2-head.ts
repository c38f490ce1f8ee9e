/** The head of an HTTP/2 request (RFC 9113 section 8.3) in the words of HTTP/1.1, so that all are judged and sent on alike. */
export interface Http2Head {
  readonly method: string
  /** In origin-form; `''`, which no target is, where the request has none or one that says more than a path. */
  readonly url: string
  /** Name, value, name, value: `Host` from `:authority`, one `Cookie`, and `Transfer-Encoding` where a body has no length. */
  readonly fields: string[]
}

/** The size of fields as HTTP/2 counts it (section 6.5.2). */
export function listSize(raw: readonly string[]): number {
  let size = raw.length * 16
  for (const text of raw) size += text.length
  return size
}

/**
 * Reads the fields as they came, flat, the pseudo-header fields among them. That those are there once, before the others and
 * known, that names are in lower case and that none belongs to a connection (section 8.2) has been seen to by Node.
 * @param hasBody the stream does not end with its head.
 */
export function readHttp2Head(raw: readonly string[], hasBody: boolean): Http2Head {
  let [method, scheme, path, hasLength] = ['', '', '', false]
  let authority: string | undefined
  let cookie: string | undefined
  const fields: string[] = []
  for (let index = 0; index < raw.length; index += 2) {
    const [name = '', value = ''] = [raw[index], raw[index + 1]]
    if (name === ':method') method = value
    else if (name === ':path') path = value
    else if (name === ':scheme') scheme = value
    else if (name === ':authority') authority = value
    else if (name.startsWith(':')) continue
    else if (name === 'cookie') cookie = cookie === undefined ? value : `${cookie}; ${value}`
    // Two that agree are one; two that do not are two parties in doubt about whom they talk to (section 8.3.1).
    else if (name !== 'host' || authority === undefined || !isSameHost(authority, value)) {
      hasLength ||= name === 'content-length'
      fields.push(name, value)
    }
  }
  if (authority !== undefined) fields.push('host', authority)
  if (cookie !== undefined) fields.push('cookie', cookie)
  if (hasBody && !hasLength) fields.push('transfer-encoding', 'chunked')
  const isPlain = path.startsWith('/') && (scheme === 'https' || scheme === 'http')
  return { method, url: isPlain ? path : '', fields }
}

function isSameHost(one: string, other: string): boolean {
  return one === other || one.toLowerCase() === other.toLowerCase()
}
