import { concurrencySchema } from '../../snapshot/plugins/concurrency.ts'
import { countedAs } from '../address-range.ts'
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

/** Counts requests between their admission and their end; the permits outlive a snapshot, because the requests do. */
export const concurrency = definePlugin({
  schema: concurrencySchema,
  compile({ requests, by }, route, { permits }) {
    const scope = `${route.api}/${route.version}`
    const keyOf = ({ caller, address }: Exchange) => {
      if (by === 'route') return `route ${route.id}`
      return by === 'consumer' && caller !== null
        ? `consumer ${scope} ${caller.consumer}`
        : `address ${scope} ${countedAs(address)}`
    }
    return {
      admit(exchange) {
        const key = keyOf(exchange)
        const decide = (isIn: boolean) => {
          if (!isIn) return by === 'route' ? tooManyOfAll : tooManyOfYours
          exchange.atEnd(() => permits.release(key))
          return undefined
        }
        const acquired = permits.acquire(key, requests)
        return typeof acquired === 'boolean' ? decide(acquired) : acquired.then(decide)
      },
    }
  },
})
