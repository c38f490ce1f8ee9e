import { rateLimitSchema } from '../../snapshot/plugins/rate-limit.ts'
import { definePlugin } from './plugin.ts'

/** Counts requests to the API's version per consumer or address, or those to one route all together. */
export const rateLimit = definePlugin({
  schema: rateLimitSchema,
  compile({ requests, per, burst = requests, by }, route) {
    const limit = { requests, per, burst }
    const scope = `route ${route.api}/${route.version} ${per}`
    if (by === 'route') {
      const claim = { key: `route ${route.id} ${per}`, limit }
      return { admit: (exchange) => void exchange.claims.push(claim) }
    }
    return {
      admit(exchange) {
        // On an open route nobody has a name: the address is the next best.
        const consumer = by === 'consumer' ? exchange.caller?.consumer : undefined
        const who = consumer === undefined ? `address ${exchange.address}` : `consumer ${consumer}`
        exchange.claims.push({ key: `${scope} ${who}`, limit })
        return undefined
      },
    }
  },
})
