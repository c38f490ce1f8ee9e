import http, { STATUS_CODES } from 'node:http'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import Fastify from 'fastify'
import { messageOf } from '../base/errors.ts'
import { connectionOf } from './caller-connection.ts'
import { CallerRequest } from './caller-request.ts'
import { CallerResponse } from './caller-response.ts'
import { tlsUnusable } from './errors.ts'
import { handle } from './handle.ts'
import type { Handling } from './handling.ts'
import { RequestFields } from './request-fields.ts'
import { newRequestId } from './request-id.ts'

/** The port that callers reach. */
export interface Traffic {
  listen(at: { host: string; port: number }): Promise<void>
  port(): number
  /** See `Gateway.close`. */
  close(grace: number): Promise<void>
}

/** A certificate chain and its private key, as PEM. */
export interface TlsIdentity {
  readonly cert: string
  readonly key: string
}

/** What callers may take of the gateway before they are let go. */
export interface CallerLimits {
  /** Connections at a time; those beyond are closed as they come. */
  readonly connections: number
  /** Milliseconds from the first byte of a request's head to its last. */
  readonly head: number
}

export const defaultCallerLimits: CallerLimits = { connections: 16_384, head: 20_000 }

/** Milliseconds an idle connection of a caller is kept. */
const keepAliveTimeout = 65_000

/**
 * Fastify holds the server and its life. Requests do not take its path, because a proxy must not have opinions about what it
 * passes on: no body is parsed, nothing is decided, and nothing is paid for.
 */
export function createTraffic(
  handlingBut: Omit<Handling, 'stopping'> & {
    readonly tls?: TlsIdentity | undefined
    readonly callerLimits: CallerLimits
  },
): Traffic {
  let stopping = false
  const tunnels = new Set<Socket>()
  const handling: Handling = { ...handlingBut, stopping: () => stopping }
  const serve = (request: CallerRequest, response: CallerResponse) => handle(request, response, handling)
  const app = Fastify({
    logger: false,
    clientErrorHandler: answerUnreadable,
    serverFactory: () => {
      const server = createServer(handlingBut.tls, handlingBut.callerLimits)
      // Our own 100 Continue is sent when the request has been let in.
      server.on('request', serve).on('checkContinue', serve).on('checkExpectation', serve)
      if (passesUpgrades)
        server.on('upgrade', (request: CallerRequest, socket: Socket, early: Buffer) => {
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
    async close(grace) {
      stopping = true
      const patience = setTimeout(() => {
        app.server.closeAllConnections()
        for (const socket of tunnels) socket.destroy()
      }, grace)
      await app.close()
      clearTimeout(patience)
    },
  }
}

/** Node since 24.9 lets a server choose which upgrades it takes; before, WebSockets are answered as plain requests. */
const passesUpgrades = isAtLeast(process.versions.node, 24, 9)

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number)
  return ownMajor > major || (ownMajor === major && ownMinor >= minor)
}

type ServerOptions = http.ServerOptions<typeof CallerRequest, typeof CallerResponse>

function createServer(tls: TlsIdentity | undefined, limits: CallerLimits): http.Server {
  const options: ServerOptions = {
    IncomingMessage: CallerRequest,
    ServerResponse: CallerResponse,
    // A message that two parsers may read differently is refused, not repaired: Node's strict parser, both ways.
    insecureHTTPParser: false,
    // We refuse those without a Host ourselves: Node would go on with what was sent after them.
    requireHostHeader: false,
    requestTimeout: 0,
    headersTimeout: limits.head,
    connectionsCheckingInterval: Math.ceil(limits.head / 4),
    keepAliveTimeout,
    noDelay: true,
    optimizeEmptyRequests: true,
    shouldUpgradeCallback: (request: CallerRequest) => isWebSocket(request),
  }
  const server = tls === undefined ? http.createServer(options) : secureServer(options, tls)
  server.maxConnections = limits.connections
  return server
}

function secureServer(options: ServerOptions, tls: TlsIdentity): http.Server {
  try {
    return https.createServer({ ...options, cert: tls.cert, key: tls.key, minVersion: 'TLSv1.2' })
  } catch (thrown) {
    throw tlsUnusable(messageOf(thrown), thrown)
  }
}

function isWebSocket(request: CallerRequest): boolean {
  return (
    request.method === 'GET' && request.httpVersionMinor > 0 && new RequestFields(request.rawHeaders).wantsWebSocket
  )
}

/** Node gives an upgrade no response; with one of its own the request takes the same way as any other until the 101. */
function serveUpgrade(request: CallerRequest, socket: Socket, early: Buffer, handling: Handling): void {
  const response = new CallerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  socket.on('error', () => undefined)
  response.on('finish', () => socket.end())
  socket.on('close', () => {
    if (response.socket === socket) response.destroy()
  })
  handle(request, response, handling, early)
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
