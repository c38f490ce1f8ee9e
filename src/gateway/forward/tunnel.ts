import type { Socket } from 'node:net'
import type { Connection } from '../upstream/connection.ts'

/**
 * A WebSocket after its 101: bytes in both directions, a slow reader on one side slows the writer on the other, and each side's
 * end is passed on to the other.
 */
export class Tunnel {
  readonly #socket: Socket
  readonly #connection: Connection

  /**
   * @param fields of the 101, flat.
   * @param early what the caller has sent already.
   */
  constructor(socket: Socket, connection: Connection, fields: readonly string[], early: Buffer, closed: () => void) {
    this.#socket = socket
    this.#connection = connection
    let head = 'HTTP/1.1 101 Switching Protocols\r\n'
    for (let index = 0; index < fields.length; index += 2) head += `${fields[index]}: ${fields[index + 1]}\r\n`
    socket.write(`${head}\r\n`, 'latin1')
    connection.sent()
    if (early.length > 0) connection.writeRaw(early)
    socket
      .on('data', (piece) => {
        if (!connection.writeRaw(piece)) socket.pause()
      })
      .on('drain', () => connection.resume())
      .on('end', () => connection.endTunnel())
      .on('error', () => undefined)
      .on('close', () => {
        connection.abandon()
        closed()
      })
      .resume()
  }

  /** The upstream takes more. */
  drain(): void {
    this.#socket.resume()
  }

  data(bytes: Buffer, from: number, to: number): void {
    if (!this.#socket.write(Buffer.from(bytes.subarray(from, to)))) this.#connection.pause()
  }

  end(): void {
    this.#socket.end()
  }

  break(): void {
    this.#socket.destroy()
  }
}
