const [quote, backslash] = [0x22, 0x5c]
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d]

/** Whether a text that begins as a JSON object or list does is nested deeper. It need not be JSON to its end. */
export function isDeeper(body: Buffer, atMost: number): boolean {
  let at = 0
  // White space, a byte-order mark, and the zeros of wider encodings: some parsers skip them all.
  while (at < body.length && isSkipped(body[at] ?? 0)) at += 1
  if (body[at] !== openBrace && body[at] !== openBracket) return false
  let depth = 0
  let isText = false
  for (; at < body.length; at++) {
    const byte = body[at]
    if (isText) {
      if (byte === backslash) at += 1
      else if (byte === quote) isText = false
    } else if (byte === quote) isText = true
    else if (byte === openBrace || byte === openBracket) {
      depth += 1
      if (depth > atMost) return true
    } else if (byte === closeBrace || byte === closeBracket) depth -= 1
  }
  return false
}

function isSkipped(byte: number): boolean {
  return byte <= 0x20 || byte === 0xef || byte === 0xbb || byte === 0xbf || byte >= 0xfe
}
