/** A caller that writes HTTP/2 frame by frame (RFC 9113 section 4), as no library would. */
import { once } from 'node:events'
import tls from 'node:tls'

export const [data, headers, reset, settings, ping, goaway, windowUpdate, continuation] = [0, 1, 3, 4, 6, 7, 8, 9]
export const [endStream, ack, endHeaders] = [0x1, 0x1, 0x4]

export function frame(type: number, flags: number, stream: number, payload: Buffer | readonly number[] = []): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, Buffer.from(payload)])
}

export const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** Fields as a header block: each a literal that is not indexed (RFC 7541 section 6.2.2), without Huffman. */
export function block(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]))
}

function literal(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1')
  const length: number[] = []
  let left = bytes.length
  if (left < 127) length.push(left)
  else {
    length.push(127)
    left -= 127
    for (; left >= 128; left >>= 7) length.push((left & 127) | 128)
    length.push(left)
  }
  return Buffer.concat([Buffer.from(length), bytes])
}

/** The fields of a GET of `/api/x`, changed as the test likes: `null` leaves one out. */
export function fieldsOf(changes: Readonly<Record<string, string | null>> = {}): [string, string][] {
  const all = { ':method': 'GET', ':scheme': 'https', ':authority': 'localhost', ':path': '/api/x', ...changes }
  return Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null)
}

/** The head of a request in one frame. */
export function request(stream: number, fields: readonly [string, string][] = fieldsOf(), flags = endStream): Buffer {
  return frame(headers, flags | endHeaders, stream, block(fields))
}

const statuses = new Map([0, 200, 204, 206, 304, 400, 404, 500].map((status, index) => [0x87 + index, status]))
const codes = [
  'no error',
  'protocol error',
  'internal error',
  'flow control error',
  'settings timeout',
  'stream closed',
]
codes.push('frame size error', 'refused', 'cancel', 'compression error', 'connect error', 'enhance your calm')

/** A connection on which nothing is said that the test does not say; `seen` is what came back, without windows and settings. */
export async function openFrames(port: number, ca: string) {
  const socket = tls.connect({ port, host: 'localhost', ca, ALPNProtocols: ['h2'] })
  await once(socket, 'secureConnect')
  const seen: string[] = []
  let pending: Buffer = Buffer.alloc(0)
  socket.on('error', () => undefined)
  socket.on('data', (piece: Buffer) => {
    pending = Buffer.concat([pending, piece])
    while (pending.length >= 9 && pending.length >= 9 + pending.readUIntBE(0, 3)) {
      const length = pending.readUIntBE(0, 3)
      const told = tell(
        pending.readUInt8(3),
        pending.readUInt8(4),
        pending.readUInt32BE(5),
        pending.subarray(9, 9 + length),
      )
      if (told !== null) seen.push(told)
      pending = pending.subarray(9 + length)
    }
  })
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  socket.write(frame(settings, 0, 0))
  return {
    seen,
    socket,
    write: (...frames: readonly Buffer[]) => void socket.write(Buffer.concat(frames)),
    /** Resolves once `told` came back, or the connection is gone. */
    async until(told: string): Promise<readonly string[]> {
      while (!seen.includes(told) && !socket.closed)
        await Promise.race([once(socket, 'data'), once(socket, 'close')]).catch(() => undefined)
      return seen
    },
    async untilClosed(): Promise<readonly string[]> {
      if (!socket.closed) await once(socket, 'close')
      return seen
    },
  }
}

function tell(type: number, flags: number, stream: number, payload: Buffer): string | null {
  if (type === headers)
    return `${stream}: ${statuses.get(payload[0] === 0x3f ? (payload[2] ?? 0) : (payload[0] ?? 0)) ?? 'fields'}`
  if (type === data) return (flags & endStream) !== 0 ? `${stream}: end` : null
  if (type === reset) return `${stream}: ${codes[payload.readUInt32BE(0)]}`
  if (type === goaway) return `goaway: ${codes[payload.readUInt32BE(4)]}`
  return null
}
