import { bodyLimitSchema } from '../../snapshot/plugins/body-limit.ts'
import type { Exchange } from '../exchange.ts'
import { bodyTooLarge, codedBody, type Problem } from '../problem.ts'
import { definePlugin } from './plugin.ts'

const tooDeep: Problem = {
  status: 400,
  title: 'Bad Request',
  detail: 'The JSON of the body is nested deeper than this API takes',
}

/** A length that is too large is refused at once, before anything else is looked at; the rest is counted as it comes. */
export const bodyLimit = definePlugin({
  schema: bodyLimitSchema,
  compile({ size, jsonDepth }) {
    const arrive = (exchange: Exchange) => {
      exchange.bodyLimit = Math.min(exchange.bodyLimit, size)
      return Number(exchange.fields.contentLength ?? 0) > size ? bodyTooLarge : undefined
    }
    if (jsonDepth === undefined) return { arrive }
    const look = async (exchange: Exchange) => {
      const body = await exchange.readBody(size)
      if (!Buffer.isBuffer(body)) return body
      return isDeeper(body, jsonDepth) ? tooDeep : undefined
    }
    return {
      arrive,
      serve(exchange) {
        if (!exchange.hasBody) return undefined
        return isCoded(exchange) ? codedBody : look(exchange)
      },
    }
  },
})

/** Nobody can look into what is compressed without taking it apart first, and what comes out may be a thousand times as large. */
function isCoded({ headers }: Exchange): boolean {
  const coding = headers['content-encoding']
  return coding !== undefined && coding.trim().toLowerCase() !== 'identity'
}

const [quote, backslash] = [0x22, 0x5c]
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d]

/** Whether a text that begins as a JSON object or list does is nested deeper. It need not be JSON to its end. */
function isDeeper(body: Buffer, atMost: number): boolean {
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
