import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import Fastify from 'fastify'
import { type Handling, handle } from './handle.ts'

/** The port that callers reach. */
export interface Traffic {
  listen(at: { host: string; port: number }): Promise<void>
  port(): number
  /** See `Gateway.close`. */
  close(grace: number): Promise<void>
}

/**
 * Fastify holds the server and its life; requests leave its path in the first hook, before bodies are parsed or anything is
 * decided about them, because a proxy must not have opinions about what it passes on.
 */
export function createTraffic(handlingBut: Omit<Handling, 'stopping'>): Traffic {
  let stopping = false
  const handling: Handling = { ...handlingBut, stopping: () => stopping }
  const serve = (request: IncomingMessage, response: ServerResponse) => handle(request, response, handling)

  const app = Fastify({
    logger: false,
    return503OnClosing: false,
    exposeHeadRoutes: false,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (_error, request, reply) => {
      reply.hijack()
      serve(request.raw, reply.raw)
    },
    serverFactory: (handler) => {
      // A message that two parsers may read differently is refused, not repaired: Node's strict parser, both ways.
      const server = createServer({ insecureHTTPParser: false, requestTimeout: 0, keepAliveTimeout: 65_000 }, handler)
      // Our own 100 Continue is sent when the request has been let in.
      server.on('checkContinue', handler).on('checkExpectation', handler)
      return server
    },
  })
  app.addHook('onRequest', (request, reply) => {
    reply.hijack()
    serve(request.raw, reply.raw)
  })

  return {
    async listen(at) {
      await app.listen(at)
    },
    port: () => (app.server.address() as AddressInfo).port,
    async close(grace) {
      stopping = true
      const patience = setTimeout(() => app.server.closeAllConnections(), grace)
      await app.close()
      clearTimeout(patience)
    },
  }
}

/** What does not parse as HTTP gets a problem document too, and its connection ends: where the next request begins nobody knows. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy()
    return
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const title = STATUS_CODES[status]
  const detail = 'The request is not valid HTTP, or its fields are too long'
  const requestId = randomUUID()
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, requestId })
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    `x-request-id: ${requestId}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
