import { messageOf } from '../../base/errors.ts'
import { isIssuerAddress } from '../../snapshot/issuer-address.ts'

/** More than any issuer publishes; counted after decompression. */
const bytesAtMost = 256 * 1024

/**
 * Fetches a JSON object of an issuer. Throws an `Error` with the reason where the address is neither `https:` nor on this machine,
 * the answer is not 200 (redirects are not followed), takes longer than `timeout` milliseconds to its end, is too large or no JSON
 * object.
 */
export async function fetchDocument(address: string, timeout: number): Promise<Readonly<Record<string, unknown>>> {
  if (!isIssuerAddress(address)) throw new Error(`\`${address}\` is not an \`https:\` address`)
  const text = await fetchText(address, timeout)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Error(`\`${address}\` gave no JSON`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`\`${address}\` gave no JSON object`)
  return value as Readonly<Record<string, unknown>>
}

async function fetchText(address: string, timeout: number): Promise<string> {
  const limits = { redirect: 'manual', signal: AbortSignal.timeout(timeout) } as const
  const response = await fetch(address, { ...limits, headers: { accept: 'application/json' } }).catch((thrown) => {
    throw new Error(`\`${address}\` cannot be reached: ${causeOf(thrown)}`, { cause: thrown })
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`\`${address}\` answered ${response.status}`)
  }
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength
    // Leaving the loop cancels the rest.
    if (bytes > bytesAtMost) throw new Error(`\`${address}\` gave more than ${bytesAtMost} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** `fetch failed` says nothing; what it failed of is one level down. */
function causeOf(thrown: unknown): string {
  return messageOf(thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown)
}
