import { concurrencySchema } from '../../snapshot/plugins/concurrency.ts'
import type { Exchange } from '../exchange.ts'
import type { Problem } from '../problem.ts'
import { definePlugin } from './plugin.ts'

const headers = { 'retry-after': '1' }
const tooManyOfYours: Problem = {
  status: 429,
  title: 'Too Many Requests',
  detail: 'As many of your requests as may be are being answered; wait for one of them to end',
  headers,
}
const tooManyOfAll: Problem = {
  status: 503,
  title: 'Service Unavailable',
  detail: 'As many requests as this API takes at once are being answered; try again later',
  headers,
}

/** Counts requests between their admission and their end; the counts outlive a snapshot, because the requests do. */
export const concurrency = definePlugin({
  schema: concurrencySchema,
  begin: () => new Map<string, number>(),
  compile({ requests, by }, route, { state: inFlight }) {
    const scope = `${route.api}/${route.version}`
    const keyOf = ({ caller, address }: Exchange) => {
      if (by === 'route') return `route ${route.id}`
      return by === 'consumer' && caller !== null
        ? `consumer ${scope} ${caller.consumer}`
        : `address ${scope} ${address}`
    }
    return {
      admit(exchange) {
        const key = keyOf(exchange)
        const others = inFlight.get(key) ?? 0
        if (others >= requests) return by === 'route' ? tooManyOfAll : tooManyOfYours
        inFlight.set(key, others + 1)
        exchange.atEnd(() => leave(inFlight, key))
        return undefined
      },
    }
  },
})

function leave(inFlight: Map<string, number>, key: string): void {
  const left = (inFlight.get(key) ?? 1) - 1
  if (left > 0) inFlight.set(key, left)
  else inFlight.delete(key)
}
