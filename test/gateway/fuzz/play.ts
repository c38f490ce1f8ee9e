/**
 * The fuzzer: callers send bent requests, several ahead, in pieces of any size; an upstream that reads what reaches it by the
 * reference and answers in every shape there is, wrong ones among them. What must hold, whatever is sent:
 *
 * - all that reaches the upstream is strict HTTP;
 * - what reaches it is what the reference, too, takes for a request of this caller, with the same method and body;
 * - the nth answer belongs to the nth request, and where the upstream broke off the caller sees that it did.
 */
import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { startGateway } from '#gateway/gateway.ts'
import { snapshotText } from '#snapshot/canonical.ts'
import { contentOf, memorySource, snapshotOf } from '../stage.ts'
import { pick, type Random, randomOf, requestOf } from './generate.ts'
import { type Message, readRequests, readResponses } from './reference.ts'

export interface Tally {
  readonly requests: number
  /** Answers that came from the upstream. */
  readonly answered: number
  /** Requests that both the reference and the gateway refused. */
  readonly refused: number
  /** Requests the reference refuses and the gateway passes on, put right. */
  readonly mended: number
  readonly faults: readonly string[]
}

interface Seen {
  readonly method: string
  readonly body: string
}

const shapes = [
  'length',
  'usual',
  'usual',
  'chunks',
  'chunks',
  'close',
  'http/1.0',
  'hints',
  '204',
  'excess',
  'both',
  'two lengths',
  'break',
  'bare lf',
  'late',
] as const
type Shape = (typeof shapes)[number]
/** Shapes that are no valid answer. */
const invalid: ReadonlySet<Shape> = new Set(['both', 'two lengths', 'bare lf'])

/** The shape of an answer follows from the request's id, so that both sides know it. */
function shapeOf(id: string): Shape {
  let sum = 7
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0
  return shapes[sum % shapes.length] ?? 'length'
}

/** Plays `count` requests from `seed` on against a gateway of its own. */
export async function play(
  count: number,
  seed: number,
  said: (line: string) => void = () => undefined,
): Promise<Tally> {
  const seen = new Map<string, Seen>()
  const faults: string[] = []
  const upstream = net.createServer((socket) => serve(socket, seen, (fault) => faults.push(fault)))
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const { port } = upstream.address() as AddressInfo
  const snapshot = snapshotText(snapshotOf(contentOf([`http://127.0.0.1:${port}`])))
  const { source } = memorySource(snapshot)
  const log = (line: string) => /fault/.test(line) && faults.push(line)
  const gateway = await startGateway({ source, host: '127.0.0.1', port: 0, adminPort: 0, log })
  const tally = { requests: 0, answered: 0, refused: 0, mended: 0 }
  let next = seed
  const caller = async () => {
    while (tally.requests < count && faults.length < 20) {
      const connection = next++
      const random = randomOf(connection * 2654435761)
      const sent = Array.from({ length: 1 + random(4) }, (_, index) => requestOf(random, `c${connection}-${index}`))
      const before = tally.requests
      tally.requests += sent.length
      if (Math.floor(before / 50_000) !== Math.floor(tally.requests / 50_000)) said(`${tally.requests} requests`)
      const fault = await converse(gateway.port, sent.join(''), random, seen, tally).catch((error) => `${error.stack}`)
      for (const id of seen.keys()) if (id.startsWith(`c${connection}-`)) seen.delete(id)
      if (fault !== null) faults.push(`seed ${connection}: ${fault}\n${JSON.stringify(sent.join(''))}`)
    }
  }
  await Promise.all(Array.from({ length: 16 }, caller))
  await gateway.close(0)
  upstream.close()
  return { ...tally, faults }
}

/** One connection of a caller. Answers what is wrong; `null`: nothing. */
async function converse(
  port: number,
  text: string,
  random: Random,
  seen: ReadonlyMap<string, Seen>,
  tally: { answered: number; refused: number; mended: number },
): Promise<string | null> {
  // What came late from a caller who had left. A bent id of ours may be the same.
  const earlier = new Set(seen.keys())
  const reference = readRequests(text)
  const methods = reference.messages.map(({ start }) => start.split(' ')[0] ?? '')
  const { received, closed } = await exchange(port, text, random, (so) => {
    const { messages, end } = readResponses(so, methods, false)
    if (end !== 'clean' || messages.filter(isFinal).length < methods.length) return 'some is missing'
    return reference.end === 'clean' ? 'all' : 'all that is valid'
  })
  const { messages, end } = readResponses(received, methods, closed)
  const answers = messages.filter(isFinal)
  if (end === 'invalid') return `the gateway answered with what is no HTTP: ${JSON.stringify(received.slice(-400))}`
  for (const [index, answer] of answers.entries()) {
    const id = fieldOf(answer, 'x-fuzz-id')
    const request = reference.messages[index]
    if (id === undefined) {
      if (!answer.start.startsWith('HTTP/1.1 4') && !answer.start.startsWith('HTTP/1.1 5'))
        return `an answer that is nobody's: ${answer.start}`
      if (request === undefined) tally.refused += 1
      continue
    }
    tally.answered += 1
    if (request === undefined) {
      tally.mended += 1
      if (id.includes('smuggled')) return `a smuggled request was answered: ${id}`
      return `the reference refuses what was answered: ${id}`
    }
    if (id !== fieldOf(request, 'x-fuzz-id')) return `${fieldOf(request, 'x-fuzz-id')} got the answer of ${id}`
    if (shapeOf(id) === 'break' && methods[index] !== 'HEAD') return `an answer that broke off looked whole: ${id}`
    if (invalid.has(shapeOf(id))) return `an invalid answer was passed on: ${id}, ${shapeOf(id)}`
  }
  return unexplained(text, reference.messages, new Map([...seen].filter(([id]) => !earlier.has(id))))
}

function isFinal({ start }: Message): boolean {
  return !start.startsWith('HTTP/1.1 1')
}

/** What the upstream saw of this caller that the reference did not, or saw otherwise. */
function unexplained(text: string, messages: readonly Message[], seen: ReadonlyMap<string, Seen>): string | null {
  const sent = new Map(messages.map((message) => [fieldOf(message, 'x-fuzz-id') ?? '', message]))
  for (const [id, { method, body }] of seen) {
    if (!text.includes(id)) continue
    const message = sent.get(id)
    if (message === undefined) {
      // Another caller's id may be contained in ours: c1-1 in c11-1.
      if (!new RegExp(`\\b${id}\\b(?!-)`).test(text)) continue
      return `the upstream saw ${id}, which the reference does not take for a request`
    }
    if (message.start.split(' ')[0] !== method || message.body !== body)
      return `the upstream saw another ${id}: ${method} ${JSON.stringify(body.slice(0, 200))}`
  }
  return null
}

function fieldOf(message: Message, wanted: string): string | undefined {
  return message.fields.find(([name]) => name === wanted)?.[1]
}

type State = 'all' | 'all that is valid' | 'some is missing'
/** Milliseconds without a byte after which nothing more is expected. */
const patience: Readonly<Record<State, number>> = { all: 0, 'all that is valid': 50, 'some is missing': 1000 }

/** Sends text in pieces and gathers what comes back until it is enough, the other side closes, or nothing more comes. */
async function exchange(port: number, text: string, random: Random, stateOf: (received: string) => State) {
  const socket = net.connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1')
  let received = ''
  let last = performance.now()
  let closed = false
  socket.on('data', (piece) => {
    received += piece
    last = performance.now()
  })
  socket.on('error', () => undefined)
  socket.on('close', () => {
    closed = true
  })
  const pieces = pick(random, [1, 1, 2, 5])
  for (let at = 0; at < text.length && !closed; ) {
    const size = pieces === 1 ? text.length : 1 + random(Math.ceil((text.length * 2) / pieces))
    socket.write(text.slice(at, at + size), 'latin1')
    at += size
    if (at < text.length) await new Promise((resolve) => setImmediate(resolve))
  }
  while (!closed && performance.now() - last < patience[stateOf(received)]) await wait(1)
  const ended = closed
  socket.destroy()
  return { received, closed: ended }
}

/** The upstream's side of one connection. */
function serve(socket: Socket, seen: Map<string, Seen>, fault: (text: string) => void): void {
  let text = ''
  let done = 0
  socket.setEncoding('latin1').on('error', () => undefined)
  socket.on('data', (piece) => {
    text += piece
    const { messages, end } = readRequests(text)
    if (end === 'invalid') {
      fault(`the upstream got what is no HTTP: ${JSON.stringify(text.slice(-600))}`)
      socket.destroy()
      return
    }
    for (const message of messages.slice(done)) {
      const id = fieldOf(message, 'x-fuzz-id') ?? 'nobody'
      const method = message.start.split(' ')[0] ?? ''
      seen.set(id, { method, body: message.body })
      answer(socket, id, method, message.body)
    }
    done = messages.length
    if (messages.length > 1 && end === 'incomplete') fault('the gateway sent ahead')
    if (end === 'clean') [text, done] = ['', 0]
  })
}

function answer(socket: Socket, id: string, method: string, got: string): void {
  const write = (text: string) => void socket.write(text, 'latin1')
  const end = (text: string) => void socket.end(text, 'latin1')
  const body = method === 'HEAD' ? '' : `{"id":"${id}","length":${got.length}}`
  const own = `X-Fuzz-Id: ${id}\r\n`
  const length = `Content-Length: ${body.length}\r\n`
  const chunks = `${body.length.toString(16)};x=y\r\n${body}\r\n0\r\n\r\n`
  const evil = 'HTTP/1.1 200 OK\r\nX-Fuzz-Id: evil\r\nContent-Length: 0\r\n\r\n'
  switch (shapeOf(id)) {
    case 'usual':
      write(`HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 15:00:00 GMT\r\n${own}${length}\r\n${body}`)
      return
    case 'length':
      write(`HTTP/1.1 200 OK\r\n${own}${length}\r\n${body}`)
      return
    case 'chunks':
      write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n${own}\r\n${body === '' ? '' : chunks}`)
      return
    case 'close':
      end(`HTTP/1.1 200 OK\r\n${own}\r\n${body}`)
      return
    case 'http/1.0':
      end(`HTTP/1.0 200 OK\r\n${own}${length}\r\n${body}`)
      return
    case 'hints':
      write(`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\n${own}${length}\r\n${body}`)
      return
    case '204':
      write(`HTTP/1.1 204 No Content\r\n${own}\r\n`)
      return
    case 'excess':
      write(`HTTP/1.1 200 OK\r\n${own}${length}\r\n${body}${evil}`)
      return
    case 'both':
      write(`HTTP/1.1 200 OK\r\n${own}${length}Transfer-Encoding: chunked\r\n\r\n${chunks}`)
      return
    case 'two lengths':
      write(`HTTP/1.1 200 OK\r\n${own}${length}Content-Length: 0\r\n\r\n${body}`)
      return
    case 'break':
      end(`HTTP/1.1 200 OK\r\n${own}Content-Length: ${body.length + 9}\r\n\r\n${body}`)
      return
    case 'bare lf':
      write(`HTTP/1.1 200 OK\n${own}${length}\r\n${body}`)
      return
    case 'late':
      write(`HTTP/1.1 200 OK\r\n${own}Content-Le`)
      setTimeout(() => write(`ngth: ${body.length}\r\n\r\n${body}`), 1)
  }
}
