/** What the fuzzer sends: requests as people send them, bent by what attackers are known to try. The same seed, the same bytes. */

export type Random = (below: number) => number

/** mulberry32: small, fast, and good enough to choose tricks with. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

export function pick<T>(random: Random, list: readonly [T, ...T[]]): T {
  return list[random(list.length)] ?? list[0]
}

/** A request that is somebody else's if it is ever taken for one. */
function smuggled(id: string): string {
  return `GET /api/smuggled HTTP/1.1\r\nHost: a\r\nX-Fuzz-Id: ${id}-smuggled\r\n\r\n`
}

function chunked(random: Random, body: string): string {
  let text = ''
  for (let at = 0; at < body.length; ) {
    const size = Math.min(body.length - at, 1 + random(40))
    const spelled = pick(random, [size.toString(16), size.toString(16).toUpperCase(), `0${size.toString(16)}`])
    text += `${spelled}${random(8) === 0 ? ';a=b' : ''}\r\n${body.slice(at, at + size)}\r\n`
    at += size
  }
  return `${text}0\r\n${random(6) === 0 ? 'X-Sum: 1\r\n' : ''}\r\n`
}

/** One request; about half of them are what RFC 9112 allows. */
export function requestOf(random: Random, id: string): string {
  const method = pick(random, ['GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH'])
  const target = pick(random, [
    '/api/x',
    '/api/x?a=/../b',
    '/api/a%2Fb',
    'http://a/api/x',
    '/api//x/',
    '/api/caf%C3%A9',
  ])
  const body = pick(random, ['', 'hello', smuggled(id), `0\r\n\r\n${smuggled(id)}`, 'x'.repeat(random(3000))])
  const fields = ['Host: a', `X-Fuzz-Id: ${id}`]
  if (random(4) === 0)
    fields.push(
      pick(random, ['Accept: */*', 'X-Long: '.padEnd(600, 'y'), 'Cookie: a=b; c=d', 'Connection: keep-alive']),
    )
  let payload = ''
  if (method !== 'GET' && method !== 'HEAD' && random(4) > 0) {
    if (random(2) === 0) {
      fields.push(`Content-Length: ${body.length}`)
      payload = body
    } else {
      fields.push('Transfer-Encoding: chunked')
      payload = chunked(random, body)
    }
  }
  const message = { start: `${method} ${target} HTTP/1.1`, fields, payload }
  for (let tricks = pick(random, [0, 0, 0, 1, 1, 2]); tricks > 0; tricks--) pick(random, allTricks)(message, random, id)
  const order = message.fields.map((field) => ({ field, rank: random(1000) })).sort((a, b) => a.rank - b.rank)
  const text = `${message.start}\r\n${order.map(({ field }) => `${field}\r\n`).join('')}\r\n${message.payload}`
  return random(12) === 0 ? garbled(text, random) : text
}

interface Draft {
  start: string
  fields: string[]
  payload: string
}
type Trick = (draft: Draft, random: Random, id: string) => void

const add =
  (...choices: readonly [string, ...string[]]): Trick =>
  (draft, random) =>
    void draft.fields.push(pick(random, choices))

const lengths = add(
  ...([
    'Content-Length: 0',
    'Content-Length: 5',
    'Content-Length: +5',
    'Content-Length: 5, 5',
    'Content-Length: 0x5',
  ] as const),
  ...[
    'Content-Length: -1',
    'Content-Length: ',
    'Content-Length: 99999999999999999999',
    'Content-Length: 05',
    'Content-Length:\t5',
  ],
  ...['Content-Length : 5', 'Content-Length: 5 5', 'Content_Length: 5', ' Content-Length: 5', 'Content-Length\0: 5'],
)
const codings = add(
  ...([
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: Chunked',
    'Transfer-Encoding: identity',
    'TE: chunked',
  ] as const),
  ...[
    'Transfer-Encoding: gzip, chunked',
    'Transfer-Encoding: chunked, chunked',
    'Transfer-Encoding: chunked, identity',
  ],
  ...[
    'Transfer-Encoding : chunked',
    'Transfer-Encoding: xchunked',
    'Transfer-Encoding:\vchunked',
    'Transfer-Encoding: chunked;q=1',
  ],
  ...[
    'Transfer-Encoding: "chunked"',
    'Transfer-Encoding:\r\n chunked',
    'X: y\nTransfer-Encoding: chunked',
    'Transfer-Encoding: chunked\0',
  ],
  ...[
    'Transfer-Encoding: ',
    '\tTransfer-Encoding: chunked',
    'Transfer_Encoding: chunked',
    'Transfer-Encoding:\xa0chunked',
  ],
)
const others = add(
  ...([
    'Host: b',
    'Host: ',
    'Host: a, b',
    'Host: u@a',
    'Host : a',
    'Connection: close',
    'Connection: Content-Length',
  ] as const),
  ...[
    'Connection: Transfer-Encoding, Host',
    'Connection: x-fuzz-id',
    'Upgrade: h2c',
    'Expect: 100-continue',
    'Expect: 200-ok',
  ],
  ...[
    'X-A: b\r\n c',
    'X-A: b\nX-B: c',
    'X-A: b\rX-B: c',
    'X-A: \0',
    'X A: b',
    ': b',
    'X-A',
    'Trailer: X-Sum',
    'X-Forwarded-For: 6.6.6.6',
  ],
)
const startLines: Trick = (draft, random) => {
  const [method, target] = draft.start.split(' ')
  draft.start = pick(random, [
    `${method} ${target} HTTP/1.0`,
    `${method}  ${target} HTTP/1.1`,
    `${method} ${target} HTTP/1.1 `,
    ` ${draft.start}`,
    `\r\n${draft.start}`,
    `${method} ${target} HTTP/2.0`,
    `${method} ${target} http/1.1`,
    `${method} ${target}`,
    `${method}\t${target}\tHTTP/1.1`,
    `${method} ${target}#f HTTP/1.1`,
    `${method} /api/../api/%2e%2e%2fx HTTP/1.1`,
    `${method} //a/api/x HTTP/1.1`,
    `${method} * HTTP/1.1`,
    `CONNECT a:80 HTTP/1.1`,
    `${method} ${target}\x0bx HTTP/1.1`,
  ])
}
const payloads: Trick = (draft, random, id) => {
  draft.payload = pick(random, [
    `${draft.payload}${smuggled(id)}`,
    draft.payload.replaceAll('\r\n', '\n'),
    draft.payload.replace('\r\n', ' \r\n'),
    draft.payload.replace('\r\n', '\r\r\n'),
    draft.payload.replace(/^/, '0x'),
    draft.payload.replace(/\r\n\r\n$/, `\r\nContent-Length: 5\r\n\r\n${smuggled(id)}`),
    draft.payload.replace('\r\n', `;a="\n"\r\n`),
    draft.payload.slice(0, random(draft.payload.length + 1)),
    `5\r\nhelloX\r\n0\r\n\r\n`,
    `FFFFFFFFFFFFFFFFF\r\n${draft.payload}`,
    `-1\r\n${draft.payload}`,
  ])
}
const allTricks = [lengths, codings, others, startLines, payloads] as const

/** One byte more, less or other, anywhere in the head. */
function garbled(text: string, random: Random): string {
  const at = random(text.indexOf('\r\n\r\n') + 4)
  const byte = pick(random, [
    '\0',
    '\t',
    '\n',
    '\r',
    ' ',
    ':',
    ';',
    ',',
    '\x7f',
    '\xa0',
    'A',
    String.fromCharCode(random(256)),
  ])
  return text.slice(0, at) + pick(random, ['', byte]) + text.slice(at + random(2))
}
