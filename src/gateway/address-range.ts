import { isIP } from 'node:net'

/** An address, or all that begin with the same bits. */
export interface AddressRange {
  readonly address: string
  readonly bits: number
  readonly family: 'ipv4' | 'ipv6'
}

/**
 * What an address counts as where callers are counted by it: an IPv4 address as itself, an IPv6 address as its first 64 bits, for whoever
 * has one of them has them all (RFC 4291 section 2.5.1, RFC 6177). `2001:db8::1` → `2001:db8:0:0::/64`.
 */
export function countedAs(address: string): string {
  if (!address.includes(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1] !== undefined) return mapped[1]
  const [left = '', right] = (address.split('%', 1)[0] ?? '').split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right ? right.split(':') : []
  // The last four bytes may be written as those of an IPv4 address.
  const written = head.length + tail.length + (address.includes('.') ? 1 : 0)
  const zeros: string[] = new Array(right === undefined ? 0 : Math.max(0, 8 - written)).fill('0')
  const groups = [...head, ...zeros, ...tail].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}

/** Reads `10.0.0.1`, `10.0.0.0/8`, `fd00::/8` (RFC 4632, RFC 4291 section 2.3); `null` where it is none of these. */
export function addressRange(text: string): AddressRange | null {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  const most = version === 6 ? 128 : 32
  if (version === 0 || rest.length > 0 || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)))
    return null
  return { address, bits: Number(bits ?? most), family: version === 6 ? 'ipv6' : 'ipv4' }
}
