import { rateLimitSchema } from '../../snapshot/plugins/rate-limit.ts'
import { rateLimitOf } from '../../snapshot/plugins/shapes.ts'
import type { RateLimit, Route } from '../../snapshot/snapshot.ts'
import { countedAs } from '../address-range.ts'
import type { Exchange } from '../exchange.ts'
import { counterId } from '../limits/counter.ts'
import type { Claim } from '../limits/limits.ts'
import { definePlugin } from './plugin.ts'

/** Counts requests to the API's version per consumer, per address or of all, or those to one route. */
export const rateLimit = definePlugin({
  schema: rateLimitSchema,
  compile({ also = [], ...first }, route) {
    const claims = [first, ...also].map((each, index) => {
      return claimer(each.by, rateLimitOf(each), index === 0 ? 'default' : `default-${index + 1}`, route)
    })
    return {
      admit(exchange) {
        for (const claim of claims) exchange.claims.push(claim(exchange))
        return undefined
      },
    }
  },
})

type By = 'consumer' | 'route' | 'address' | 'api'

function claimer(by: By, limit: RateLimit, name: string, route: Route): (exchange: Exchange) => Claim {
  const id = counterId(limit)
  const scope = `route ${route.api}/${route.version} ${id}`
  if (by === 'route' || by === 'api') {
    const claim = { key: by === 'route' ? `route ${route.id} ${id}` : `${scope} all`, limit, name }
    return () => claim
  }
  return ({ caller, address }) => {
    // On an open route nobody has a name: the address is the next best.
    const consumer = by === 'consumer' ? caller?.consumer : undefined
    const who = consumer === undefined ? `address ${countedAs(address)}` : `consumer ${consumer}`
    return { key: `${scope} ${who}`, limit, name }
  }
}
