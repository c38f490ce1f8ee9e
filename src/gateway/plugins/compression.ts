import { constants, createBrotliCompress, createGzip } from 'node:zlib'
import { compressionSchema } from '../../snapshot/plugins/compression.ts'
import type { AnswerHead } from '../answer.ts'
import { definePlugin } from './plugin.ts'

type Coding = 'br' | 'gzip'

/** Fast settings: the caller waits for this, and most of what can be won is won by them. */
const engines = {
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: () => createGzip({ level: 5 }),
}

/** Streams of events and of lines are not among them: who reads them waits for each piece. */
const texts =
  /^(?:text\/(?!event-stream)[\w.+-]+|application\/(?:[\w.-]+\+)?(?:json|xml|javascript|yaml)|image\/svg\+xml)$/

/** Content coding of answers (RFC 9110 section 8.4). */
export const compression = definePlugin({
  schema: compressionSchema,
  compile: ({ codings, from }) => ({
    answer(exchange, head) {
      if (head.from !== 'upstream' || !isCompressible(head, from)) return undefined
      // The same address has answers of two kinds from here on, also for who is given the plain one.
      head.varyBy('accept-encoding')
      const coding = chosen(codings, exchange.headers['accept-encoding'])
      if (coding === null) return undefined
      head.set('content-encoding', coding)
      const tag = head.get('etag')
      // The bytes are others: only a weak tag may stay (RFC 9110 section 8.8.3.3).
      if (tag?.startsWith('"')) head.set('etag', `W/${tag}`)
      head.remove('accept-ranges')
      head.remove('content-length')
      return exchange.method === 'HEAD' ? undefined : engines[coding]()
    },
  }),
})

function isCompressible(head: AnswerHead, from: number): boolean {
  const { status } = head
  if (status < 200 || status === 204 || status === 206 || status === 304) return false
  const length = head.get('content-length')
  if (length !== undefined && Number(length) < from) return false
  // What reflects a caller beside a secret, compressed together, tells its length: a cookie is the secret that is often there (BREACH).
  if (head.get('content-encoding') !== undefined || head.get('set-cookie') !== undefined) return false
  if (/(?:^|,)\s*no-transform\s*(?:,|$)/i.test(head.get('cache-control') ?? '')) return false
  const [type = ''] = (head.get('content-type') ?? '').toLowerCase().split(';')
  return texts.test(type.trim())
}

/** The first of ours that the caller takes (RFC 9110 section 12.5.3); what it names outranks `*`. */
function chosen(codings: readonly Coding[], accepted: string | string[] | undefined): Coding | null {
  if (typeof accepted !== 'string' || accepted.length > 1000) return null
  const weights = new Map<string, number>()
  for (const each of accepted.toLowerCase().split(',')) {
    const [name = '', ...parameters] = each.split(';').map((part) => part.trim())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    weights.set(name, weight === undefined ? 1 : Number(weight.slice(2)) || 0)
  }
  return codings.find((coding) => (weights.get(coding) ?? weights.get('*') ?? 0) > 0) ?? null
}
