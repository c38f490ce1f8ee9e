import { isIP } from 'node:net'

/** An address, or all that begin with the same bits. */
export interface AddressRange {
  readonly address: string
  readonly bits: number
  readonly family: 'ipv4' | 'ipv6'
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
