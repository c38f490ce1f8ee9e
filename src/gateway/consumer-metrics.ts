import { Counter, type Registry } from 'prom-client'

interface RouteLabel {
  readonly api: string
  readonly version: string
}

/** `null`: nobody was let in by name. */
export interface CallerLabel {
  readonly consumer: string | null
  readonly plan: string | null
}

/** Combinations of API, version, consumer and plan; those beyond are counted together, so that a large catalog does not become as many series. */
const mostCallers = 5_000

/** By API, version, consumer, plan and class of status: what a consumer notices of an API, without a series for each route. */
export function countCallers(registers: Registry[]) {
  const series = new Map<string, { readonly labels: Record<string, string>; readonly classes: number[] }>()
  new Counter({
    name: 'apigov_gateway_consumer_requests_total',
    help: 'Requests of consumers, by API, version, plan and class of status',
    labelNames: ['api', 'version', 'consumer', 'plan', 'status'],
    registers,
    collect() {
      this.reset()
      for (const { labels, classes } of series.values())
        for (const [index, count] of classes.entries())
          if (count > 0) this.inc({ ...labels, status: `${index}xx` }, count)
    },
  })
  return {
    count({ api, version }: RouteLabel, { consumer, plan }: CallerLabel, status: number): void {
      const key = `${api}/${version} ${consumer} ${plan}`
      let one = series.get(key)
      if (one === undefined && series.size >= mostCallers) one = series.get('other')
      if (one === undefined) {
        const isMore = series.size >= mostCallers
        const labels = isMore
          ? { api: 'other', version: 'other', consumer: 'other', plan: 'other' }
          : { api, version, consumer: consumer ?? '', plan: plan ?? '' }
        one = { labels, classes: new Array<number>(10).fill(0) }
        series.set(isMore ? 'other' : key, one)
      }
      const statusClass = Math.floor(status / 100)
      one.classes[statusClass] = (one.classes[statusClass] ?? 0) + 1
    },
  }
}
