import type { Route } from '../../snapshot/snapshot.ts'
import type { Step } from '../exchange.ts'

/**
 * The working half of a gateway plugin; its config's shape is in `snapshot/plugins/<id>.ts`. `compile` runs once per route and
 * snapshot, off the request path; what it returns runs per request. What it throws refuses the snapshot.
 */
export interface Plugin {
  readonly id: string
  /** One sentence with a full stop. */
  readonly summary: string
  /** `arrive`: before the caller is known. `admit`: after it was let in. */
  readonly phase: 'arrive' | 'admit'
  compile(config: unknown, route: Route): Step
}

/** @param plugin `schema` gives id, summary and the config's type; the config is checked by it before `compile` sees it. */
export function definePlugin<Config>(plugin: {
  readonly schema: {
    readonly id: string
    readonly summary: string
    readonly config: { parse(config: unknown): Config }
  }
  readonly phase: Plugin['phase']
  readonly compile: (config: Config, route: Route) => Step
}): Plugin {
  const { schema, phase } = plugin
  const compile = (config: unknown, route: Route) => plugin.compile(schema.config.parse(config), route)
  return { id: schema.id, summary: schema.summary, phase, compile }
}
