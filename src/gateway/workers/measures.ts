/** What several processes count, as one. */
import { type Metric, type MetricObjectWithValues, type MetricValueWithName, Registry } from 'prom-client'

/** A metric with its series, as `Registry.getMetricsAsJSON` has it. */
export type Measured = Omit<MetricObjectWithValues<MetricValueWithName<string>>, 'collect'>

/** Of the values of one series; counters and histograms are summed. */
const aggregators: Readonly<Record<string, (a: number, b: number) => number>> = {
  sum: (a, b) => a + b,
  min: Math.min,
  max: Math.max,
}

/** What one process would have counted that did the work of all. What a gauge of many is, its `aggregator` says. */
export function asOne(measures: readonly (readonly Measured[])[]): readonly Measured[] {
  const byName = new Map<
    string,
    { readonly metric: Measured; readonly values: Map<string, Measured['values'][number]> }
  >()
  for (const metric of measures.flat()) {
    const whole = byName.get(metric.name) ?? { metric, values: new Map() }
    byName.set(metric.name, whole)
    const aggregate = aggregators[metric.aggregator ?? 'sum'] ?? aggregators['sum']
    for (const series of metric.values) {
      const key = `${series.metricName} ${JSON.stringify(series.labels)}`
      const before = whole.values.get(key)
      const value = before && aggregate ? aggregate(before.value, series.value) : series.value
      whole.values.set(key, { ...series, value })
    }
  }
  return [...byName.values()].map(({ metric, values }) => ({ ...metric, values: [...values.values()] }))
}

/** What stays of a process that has ended: a counter that fell would be taken for one that began anew. */
export function remains(measured: readonly Measured[]): readonly Measured[] {
  // The declarations of prom-client have a number for what is a text.
  return measured.filter(({ type }) => ['counter', 'histogram'].includes(String(type)))
}

/** For Prometheus. */
export async function exposition(measured: readonly Measured[]): Promise<{ contentType: string; text: string }> {
  const registry = new Registry()
  // A registry asks a metric for its name and its values, and for nothing else.
  for (const metric of measured)
    registry.registerMetric({ name: metric.name, get: async () => metric } as unknown as Metric)
  return { contentType: registry.contentType, text: await registry.metrics() }
}
