import { Counter, type Registry } from 'prom-client'

interface RouteLabel {
  readonly api: string
  readonly version: string
  /** `<api>/<version>` */
  readonly scope: string
}

/** `null`: nobody was let in by name. */
export interface CallerLabel {
  readonly consumer: string | null
  readonly plan: string | null
}

/**
 * Combinations of API, version, consumer and plan; those beyond are counted together, so that a large catalog does not become as
 * many series.
 */
const mostSeries = 5_000

interface Series {
  readonly labels: Readonly<Record<'api' | 'version' | 'consumer' | 'plan', string>>
  /** By the first digit of the status. */
  readonly classes: number[]
}

/** By API, version, consumer, plan and class of status: what a consumer notices of an API, without a series for each route. */
export function countCallers(registers: Registry[]) {
  const all: Series[] = []
  const others = newSeries({ api: 'other', version: 'other', consumer: 'other', plan: 'other' })
  // By scope, consumer and plan, one after the other: texts that are there already, where a key of all three would be made each time.
  const tree = new Map<string, Map<string, Map<string, Series>>>()
  new Counter({
    name: 'apigov_gateway_consumer_requests_total',
    help: 'Requests of consumers, by API, version, plan and class of status',
    labelNames: ['api', 'version', 'consumer', 'plan', 'status'],
    registers,
    collect() {
      this.reset()
      for (const { labels, classes } of [...all, others])
        for (const [index, count] of classes.entries())
          if (count > 0) this.inc({ ...labels, status: `${index}xx` }, count)
    },
  })

  function seriesOf({ api, version, scope }: RouteLabel, consumer: string, plan: string): Series {
    const known = tree.get(scope)?.get(consumer)?.get(plan)
    if (known !== undefined) return known
    if (all.length >= mostSeries) return others
    const series = newSeries({ api, version, consumer, plan })
    all.push(series)
    const consumers = tree.get(scope) ?? new Map<string, Map<string, Series>>()
    const plans = consumers.get(consumer) ?? new Map<string, Series>()
    tree.set(scope, consumers.set(consumer, plans.set(plan, series)))
    return series
  }

  return {
    count(route: RouteLabel, { consumer, plan }: CallerLabel, status: number): void {
      const { classes } = seriesOf(route, consumer ?? '', plan ?? '')
      const statusClass = Math.floor(status / 100)
      classes[statusClass] = (classes[statusClass] ?? 0) + 1
    },
  }
}

function newSeries(labels: Series['labels']): Series {
  return { labels, classes: new Array<number>(10).fill(0) }
}
