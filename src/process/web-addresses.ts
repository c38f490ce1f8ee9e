/**
 * Files of rulesets from the web: over TLS alone, by the proxy that the environment names, each at most so large and within so long.
 * They are fetched anew whenever they are asked for, since what an organisation says today is what counts; findings are kept by what
 * was fetched.
 */
import { isUtf8 } from 'node:buffer'
import { type LookupAddress, lookup as lookUp } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { messageOf } from '../base/errors.ts'
import type { AddressedText, Addresses } from '../lint/addresses.ts'

const milliseconds = 10_000
const mostBytes = 1024 * 1024
const mostRedirects = 3

/** True for the address of a host that nobody may look at. */
type IsForbidden = (ip: string) => boolean

/** For whoever asks from their own machine, and could ask any host themselves. */
export const anyAddresses: Addresses = webAddresses(() => false)

/** For whoever asks on behalf of others: never a host inside of the network that it runs in. */
export const publicAddresses: Addresses = webAddresses(isInside)

/** Answers from all hosts but those that are forbidden, whatever names and redirects lead to them. */
export function webAddresses(isForbidden: IsForbidden): Addresses {
  return {
    read: (address) =>
      fetched(address, isForbidden, AbortSignal.timeout(milliseconds)).catch((thrown) => ({ failure: whyNot(thrown) })),
  }
}

async function fetched(address: string, isForbidden: IsForbidden, signal: AbortSignal): Promise<AddressedText> {
  const { EnvHttpProxyAgent, request } = await import('undici')
  const dispatcher = new EnvHttpProxyAgent({ connect: { lookup: lookupBut(isForbidden) } })
  try {
    let url = new URL(address)
    for (let redirects = 0; redirects <= mostRedirects; redirects++) {
      if (url.protocol !== 'https:')
        return { failure: redirects === 0 ? 'is not `https:`' : `leads to \`${url.href}\`, which is not \`https:\`` }
      await refuseForbidden(url.hostname, isForbidden)
      const headers = { accept: 'application/yaml, application/json, text/*, */*;q=0.1', 'user-agent': 'apigov' }
      const response = await request(url, { dispatcher, signal, headers })
      const next = response.headers['location']
      if (response.statusCode < 300 || response.statusCode > 399 || typeof next !== 'string')
        return response.statusCode === 200
          ? await textOf(response.body)
          : { failure: `answered ${response.statusCode}` }
      url = new URL(next, url)
    }
    return { failure: `is redirected more than ${mostRedirects} times` }
  } finally {
    await dispatcher.destroy()
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<AddressedText> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of body) {
    bytes += piece.byteLength
    if (bytes > mostBytes) return { failure: `has more than the ${mostBytes} bytes that a file there may have` }
    pieces.push(piece)
  }
  const whole = Buffer.concat(pieces)
  return isUtf8(whole) ? { text: whole.toString('utf8') } : { failure: 'is not UTF-8 text' }
}

class Forbidden extends Error {}

function whyNot(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
  if (cause instanceof Forbidden) return 'is inside of a network, where nobody looks on behalf of others'
  if (cause instanceof Error && cause.name === 'TimeoutError') return `took longer than ${milliseconds / 1000} s`
  return `cannot be reached: ${messageOf(cause)}`
}

const lookUpAll = promisify(lookUp)

/** A proxy connects for us, and looks the name up itself, so that it is looked up here as well; of one only it knows, it decides. */
async function refuseForbidden(hostname: string, isForbidden: IsForbidden): Promise<void> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const found = isIP(host) ? [{ address: host }] : await lookUpAll(host, { all: true }).catch(() => [])
  if (found.some(({ address }) => isForbidden(address))) throw new Forbidden()
}

/** As a connection is made, so that no name can lead elsewhere than it led a moment ago. */
function lookupBut(isForbidden: IsForbidden): LookupFunction {
  return (hostname, options, callback) =>
    lookUp(hostname, { ...options, all: true }, (error, found: readonly LookupAddress[] = []) => {
      const [first] = found
      if (error || !first) return callback(error ?? new Error(`\`${hostname}\` has no address`), '')
      if (found.some(({ address }) => isForbidden(address))) return callback(new Forbidden(), '')
      return options.all ? callback(null, [...found]) : callback(null, first.address, first.family)
    })
}

/** Private, local, shared, documented and reserved (RFC 6890): all but what is routed on the public internet. */
function isInside(ip: string): boolean {
  return isIP(ip) === 4 ? inside.check(ip) : !unicast.check(ip, 'ipv6') || notRouted.check(ip, 'ipv6')
}

const inside = blockListOf([
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
])
const unicast = blockListOf([['2000::', 3]])
/** Among them ways to write an IPv4 address. */
const notRouted = blockListOf([
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
])

function blockListOf(subnets: readonly (readonly [net: string, prefix: number])[]): BlockList {
  const list = new BlockList()
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, isIP(net) === 4 ? 'ipv4' : 'ipv6')
  return list
}
