import net from 'node:net'
import tls from 'node:tls'
import type { TargetTls } from './target-tls.ts'

/**
 * Connects to a target, over TLS where its scheme says so.
 * @param alpn the protocol that is agreed on over TLS (RFC 7301).
 * @param security `null`: as Node does, by the authorities it knows.
 */
export function connectTo(
  origin: URL,
  alpn: string,
  security: TargetTls | null,
  more: Partial<net.TcpNetConnectOpts> = {},
): net.Socket {
  const isSecure = origin.protocol === 'https:'
  const host = origin.hostname.replace(/^\[|\]$/g, '')
  const options = { host, port: Number(origin.port || (isSecure ? 443 : 80)), noDelay: true, ...more }
  if (!isSecure) return net.connect(options)
  return tls.connect({ ...options, ...secured(host, security), ALPNProtocols: [alpn] })
}

/** An address is no name for SNI (RFC 6066 section 3). */
export function secured(host: string, security: TargetTls | null): tls.ConnectionOptions {
  const servername = security?.servername ?? (net.isIP(host) === 0 ? host : undefined)
  return {
    ...(servername !== undefined && { servername }),
    ...(security !== null && { secureContext: security.context }),
  }
}
