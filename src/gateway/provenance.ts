import { BlockList, isIP, type Socket } from 'node:net'
import { addressRange } from './address-range.ts'
import type { CallerRequest } from './caller-request.ts'
import { untrustedProxyRange } from './errors.ts'
import type { RequestFields } from './request-fields.ts'

/**
 * What upstreams are told of the way a request came. The gateway says what it saw itself; what a message claims counts only
 * where the peer of its connection is a proxy the operator trusts.
 */
export interface Provenance {
  /** Who sent a request: the peer, or the last address before the trusted proxies. */
  addressOf(socket: Socket, fields: RequestFields): string
  /** The fields `X-Request-Id`, `X-Forwarded-*` and `Via` as lines. */
  linesOf(request: CallerRequest, fields: RequestFields, address: string, authority: string, requestId: string): string
}

/** @param trusted addresses and ranges (CIDR) of the proxies in front. Throws an `ApigovError` at one that is none. */
export function createProvenance(proto: 'http' | 'https', trusted: readonly string[]): Provenance {
  const list = blockListOf(trusted)
  const isTrusted = (address: string) => list?.check(address, address.includes(':') ? 'ipv6' : 'ipv4') === true

  return {
    addressOf(socket, { forwardedFor }) {
      const peer = peerOf(socket)
      if (list === null || forwardedFor === undefined || !isTrusted(peer)) return peer
      // From the right: each trusted proxy vouches for the address it added, and no farther.
      for (const hop of forwardedFor.split(',').reverse()) {
        const address = hop.trim()
        if (isIP(address) === 0) return peer
        if (!isTrusted(address)) return address
      }
      return peer
    },
    linesOf(request, fields, address, authority, requestId) {
      const peer = peerOf(request.socket)
      const believed = list !== null && isTrusted(peer)
      const forwardedFor = believed && fields.forwardedFor !== undefined ? `${fields.forwardedFor}, ${peer}` : address
      const saidProto = believed && /^https?$/.test(fields.forwardedProto ?? '') ? fields.forwardedProto : undefined
      const host = (believed ? fields.forwardedHost : undefined) ?? authority
      const via = believed && fields.via !== undefined ? `${fields.via}, ` : ''
      const hostLine = host === '' ? '' : `x-forwarded-host: ${host}\r\n`
      return `x-request-id: ${requestId}\r\nx-forwarded-for: ${forwardedFor}\r\nx-forwarded-proto: ${saidProto ?? proto}\r\n${hostLine}via: ${via}${request.httpVersion} apigov\r\n`
    },
  }
}

/** A socket that listens on both families gives IPv4 addresses in the clothes of IPv6. */
function peerOf(socket: Socket): string {
  const address = socket.remoteAddress ?? ''
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
}

function blockListOf(trusted: readonly string[]): BlockList | null {
  if (trusted.length === 0) return null
  const list = new BlockList()
  for (const text of trusted) {
    const range = addressRange(text)
    if (range === null) throw untrustedProxyRange(text)
    list.addSubnet(range.address, range.bits, range.family)
  }
  return list
}
