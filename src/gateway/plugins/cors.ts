import { corsSchema } from '../../snapshot/plugins/cors.ts'
import type { AnswerHead, Reply } from '../answer.ts'
import type { Exchange } from '../exchange.ts'
import { definePlugin } from './plugin.ts'

const noContent: Reply = { status: 204, fields: [], body: Buffer.alloc(0) }

/**
 * The CORS protocol (Fetch standard, section 3.3). It keeps nobody out: it tells browsers which pages may read the answers, and
 * what an upstream says of that is replaced. Methods are those that the API has.
 */
export const cors = definePlugin({
  schema: corsSchema,
  compile({ origins, headers, exposes, credentials, maxAge }, { method }) {
    const isAllowed = originMatcher(origins)
    const anybody = origins.includes('*')
    const permit = (head: AnswerHead, origin: string) => {
      head.set('access-control-allow-origin', anybody ? '*' : origin)
      if (credentials) head.set('access-control-allow-credentials', 'true')
    }
    const answerPreflight = (head: AnswerHead, asked: string) => {
      head.set('access-control-allow-methods', asked)
      if (headers.length > 0) head.set('access-control-allow-headers', headers.join(', '))
      head.set('access-control-max-age', String(Math.floor(maxAge / 1000)))
    }
    return {
      takesPreflights: true,
      arrive: (exchange) => (askedMethod(exchange) === undefined ? undefined : noContent),
      answer(exchange, head) {
        head.removeWhere((name) => name.toLowerCase().startsWith('access-control-'))
        // Without it a cache would give one page the answer that was meant for another.
        if (!anybody) head.varyBy('origin')
        const { origin } = exchange.headers
        if (origin === undefined || !isAllowed(origin)) return undefined
        permit(head, origin)
        const asked = askedMethod(exchange)
        if (asked !== undefined && isServed(asked, method)) answerPreflight(head, asked)
        else if (asked === undefined && exposes.length > 0)
          head.set('access-control-expose-headers', exposes.join(', '))
        return undefined
      },
    }
  },
})

/** What a preflight asks to call with; `undefined` where the request is none. */
function askedMethod({ method, headers }: Exchange): string | undefined {
  return method === 'OPTIONS' && headers.origin !== undefined ? headers['access-control-request-method'] : undefined
}

function isServed(asked: string, served: string): boolean {
  return asked === served || (served === '*' && /^[A-Z]{1,20}$/.test(asked)) || (served === 'GET' && asked === 'HEAD')
}

/** Compares whole origins; of a pattern the scheme, the end, and that what stands for `*` is made of labels. */
function originMatcher(origins: readonly string[]): (origin: string) => boolean {
  if (origins.includes('*')) return () => true
  const exact = new Set(origins)
  const patterns = origins
    .filter((origin) => origin.includes('*'))
    .map((origin) => {
      const [scheme = '', domain = ''] = origin.split('*')
      return { scheme, domain }
    })
  const fits =
    (origin: string) =>
    ({ scheme, domain }: (typeof patterns)[number]) =>
      origin.startsWith(scheme) &&
      origin.endsWith(domain) &&
      /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(origin.slice(scheme.length, -domain.length))
  return (origin) => exact.has(origin) || patterns.some(fits(origin))
}
