import assert from 'node:assert/strict'
import { once } from 'node:events'
import http, { STATUS_CODES } from 'node:http'
import https from 'node:https'
import net, { type AddressInfo, type Socket } from 'node:net'
import type { SecureContextOptions, TLSSocket } from 'node:tls'
import Fastify from 'fastify'
import { messageOf } from '../base/errors.ts'
import { connectionOf } from './caller-connection.ts'
import { tlsUnusable } from './errors.ts'
import { handle } from './handle.ts'
import type { Handling } from './handling.ts'
import { Http1Request } from './http1-request.ts'
import { Http1Response } from './http1-response.ts'
import { Http2Sessions } from './http2-sessions.ts'
import { RequestFields } from './request-fields.ts'
import { newRequestId } from './request-id.ts'

/** The port that callers reach. */
export interface Traffic {
  listen(at: { host: string; port: number }): Promise<void>
  port(): number
  /** See `Gateway.secure`. */
  secure(tls: TlsIdentity): void
  /** See `Gateway.close`. */
  close(grace: number): Promise<void>
}

/** A certificate chain and its private key, as PEM. */
export interface TlsIdentity {
  readonly cert: string
  readonly key: string
  /** Callers are asked for a certificate, and it counts where one of these authorities has signed it. */
  readonly clientCa?: string
}

/** What callers may take of the gateway before they are let go. */
export interface CallerLimits {
  /** Connections at a time; those beyond are closed as they come. */
  readonly connections: number
  /** Milliseconds from the first byte of a request's head to its last. */
  readonly head: number
  /** Milliseconds for which a connection is kept that carries nothing. */
  readonly idle: number
  /** Bytes of a request's head; over HTTP/2 with 32 more for each field (RFC 9113 section 6.5.2). */
  readonly headSize: number
  /** Fields of a request. Node hands over a thousand and says nothing of the others: less than that. */
  readonly fields: number
}

export const defaultCallerLimits: CallerLimits = {
  connections: 16_384,
  head: 20_000,
  idle: 65_000,
  headSize: 16_384,
  fields: 256,
}

/**
 * Fastify holds the server and its life. Requests do not take its path, because a proxy must not have opinions about what it
 * passes on: no body is parsed, nothing is decided, and nothing is paid for.
 */
export function createTraffic(
  handlingBut: Omit<Handling, 'stopping' | 'mostFields'> & {
    readonly tls?: TlsIdentity | undefined
    readonly callerLimits: CallerLimits
  },
): Traffic {
  let stopping = false
  const tunnels = new Set<Socket>()
  const mostFields = handlingBut.callerLimits.fields
  const handling: Handling = { ...handlingBut, mostFields, stopping: () => stopping }
  const serve = (request: Http1Request, response: Http1Response) =>
    handle(request, response, connectionOf(request.socket), handling)
  const sessions = new Http2Sessions(handling, handlingBut.callerLimits)
  const app = Fastify({
    logger: false,
    clientErrorHandler: answerUnreadable,
    serverFactory: () => {
      const server = createServer(handlingBut.tls, handlingBut.callerLimits, sessions)
      // Our own 100 Continue is sent when the request has been let in.
      server.on('request', serve).on('checkContinue', serve).on('checkExpectation', serve)
      if (passesUpgrades)
        server.on('upgrade', (request: Http1Request, socket: Socket, early: Buffer) => {
          tunnels.add(socket)
          socket.on('close', () => tunnels.delete(socket))
          serveUpgrade(request, socket, early, handling)
        })
      return server
    },
  })

  return {
    async listen(at) {
      await app.listen(at)
    },
    port: () => (app.server.address() as AddressInfo).port,
    secure(tls) {
      assert(app.server instanceof https.Server, 'a gateway in the clear has no certificate')
      try {
        app.server.setSecureContext(contextOf(tls))
      } catch (thrown) {
        throw tlsUnusable(messageOf(thrown), thrown)
      }
    },
    async close(grace) {
      stopping = true
      sessions.close()
      const patience = setTimeout(() => {
        app.server.closeAllConnections()
        sessions.destroy()
        for (const socket of tunnels) socket.destroy()
      }, grace)
      if (app.server.listening) await closeGently(app.server, Math.min(farewell, grace))
      await app.close()
      clearTimeout(patience)
    },
  }
}

/** Milliseconds in which a caller whose connection is quiet may ask once more, and hears that it was the last time. */
const farewell = 1_000

/**
 * Accepts no more connections; resolves when the last one is closed. Not Node's own `close`, which breaks those that are quiet just
 * then: a request may be on its way on them, and its caller cannot know whether it was served.
 */
async function closeGently(server: http.Server, quiet: number): Promise<void> {
  const closed = once(server, 'close')
  net.Server.prototype.close.call(server)
  // Some become quiet later than others.
  const looks = setInterval(() => server.closeIdleConnections(), quiet)
  await closed
  clearInterval(looks)
}

/** Node since 24.9 lets a server choose which upgrades it takes; before, WebSockets are answered as plain requests. */
const passesUpgrades = isAtLeast(process.versions.node, 24, 9)

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}

type ServerOptions = http.ServerOptions<typeof Http1Request, typeof Http1Response>

function createServer(tls: TlsIdentity | undefined, limits: CallerLimits, sessions: Http2Sessions): http.Server {
  const options: ServerOptions = {
    IncomingMessage: Http1Request,
    ServerResponse: Http1Response,
    // A message that two parsers may read differently is refused, not repaired: Node's strict parser, both ways.
    insecureHTTPParser: false,
    // We refuse those without a Host ourselves: Node would go on with what was sent after them.
    requireHostHeader: false,
    maxHeaderSize: limits.headSize,
    requestTimeout: 0,
    headersTimeout: limits.head,
    connectionsCheckingInterval: Math.ceil(limits.head / 4),
    keepAliveTimeout: limits.idle,
    noDelay: true,
    optimizeEmptyRequests: true,
    shouldUpgradeCallback: (request: Http1Request) => isWebSocket(request),
  }
  const server = tls === undefined ? http.createServer(options) : secureServer(options, tls, sessions)
  server.maxConnections = limits.connections
  return server
}

/** Over TLS a caller chooses between HTTP/2 and HTTP/1.1 (ALPN, RFC 7301); one that does not speak of it has HTTP/1.1. */
function secureServer(options: ServerOptions, tls: TlsIdentity, sessions: Http2Sessions): http.Server {
  const server = secureHttp1(options, tls)
  // What Node itself does with a connection.
  const [takeHttp1] = server.listeners('secureConnection')
  assert(takeHttp1, 'a server takes its connections')
  server.removeAllListeners('secureConnection')
  return server.on('secureConnection', (socket: TLSSocket) => {
    if (socket.alpnProtocol === 'h2') sessions.take(socket)
    else takeHttp1.call(server, socket)
  })
}

function secureHttp1(options: ServerOptions, tls: TlsIdentity): https.Server {
  const handshakeTimeout = options.headersTimeout
  const protocols = { ALPNProtocols: ['h2', 'http/1.1'] }
  // Whoever has no certificate that counts may have a key.
  const asking = tls.clientCa === undefined ? {} : { requestCert: true, rejectUnauthorized: false }
  try {
    return https.createServer({ ...options, ...protocols, ...asking, handshakeTimeout, ...contextOf(tls) })
  } catch (thrown) {
    throw tlsUnusable(messageOf(thrown), thrown)
  }
}

function contextOf({ cert, key, clientCa }: TlsIdentity): SecureContextOptions {
  return { cert, key, minVersion: 'TLSv1.2', ...(clientCa !== undefined && { ca: clientCa }) }
}

function isWebSocket(request: Http1Request): boolean {
  return (
    request.method === 'GET' && request.httpVersionMinor > 0 && new RequestFields(request.rawHeaders).wantsWebSocket
  )
}

/** Node gives an upgrade no response; with one of its own the request takes the same way as any other until the 101. */
function serveUpgrade(request: Http1Request, socket: Socket, early: Buffer, handling: Handling): void {
  const response = new Http1Response(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  socket.on('error', () => undefined)
  response.on('finish', () => socket.end())
  socket.on('close', () => {
    if (response.socket === socket) response.destroy()
  })
  handle(request, response, connectionOf(socket), handling, early)
}

/** What does not parse as HTTP gets a problem document too, and its connection ends: where the next request begins nobody knows. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') socket.destroy()
  else connectionOf(socket).unreadable(() => writeUnreadable(error, socket))
}

function writeUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const title = STATUS_CODES[status]
  const detail = 'The request is not valid HTTP, or its fields are too long'
  const requestId = newRequestId()
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
