import type { SnapshotContract } from '../../snapshot/requests.ts'
import type { Route } from '../../snapshot/snapshot.ts'
import type { AnswerStep, Reply } from '../answer.ts'
import type { Exchange, Step } from '../exchange.ts'
import type { Permits } from '../limits/permits.ts'
import type { Timeouts } from '../upstream/timeouts.ts'

/**
 * What a plugin does to the requests of one route, by the moment at which it does it. A moment that is left out costs nothing.
 * Steps are plain functions; only one that must wait for something answers a promise.
 */
export interface Moments {
  /** Before the caller is known. */
  readonly arrive?: Step
  /** The caller may call. Limits are claimed here, and counted after the last such step. */
  readonly admit?: Step
  /** The request is counted: the last moment to look at it, its body too, or to answer in place of the upstream. */
  readonly serve?: Step
  /** The head of the answer is there, whoever gives it. Of two plugins the one that saw the request last sees the answer first. */
  readonly answer?: AnswerStep
  /** The upstream cannot be had, or not in time. */
  readonly fallback?: Fallback
  /** In place of what the route's upstream says. */
  readonly timeouts?: Partial<Pick<Timeouts, 'headers' | 'body' | 'total'>>
  /** `arrive` answers every preflight (Fetch standard, section 3.3.2): OPTIONS reaches it where the route has no such method. */
  readonly takesPreflights?: boolean
}

/** Answers in place of an upstream that failed; `undefined` where it has nothing. */
export type Fallback = (exchange: Exchange) => Reply | undefined

/**
 * The working half of a gateway plugin; its config's shape is in `snapshot/plugins/<id>.ts`. `compile` runs once per route and
 * snapshot, off the request path. What it throws refuses the snapshot.
 */
export interface Plugin {
  readonly id: string
  /** One sentence with a full stop. */
  readonly summary: string
  /** What it keeps from one snapshot to the next: made once for each gateway. */
  begin(): unknown
  compile(config: unknown, route: Route, means: Means<unknown>): Moments
}

/** What a plugin may use beside its config. */
export interface Means<State> {
  /** What `begin` gave. */
  readonly state: State
  /** What requests to the route's version look like, where the snapshot says. */
  readonly contract: SnapshotContract | undefined
  /** How many may be at something at once, counted for all processes of the gateway. */
  readonly permits: Permits
  /** A line for the operator: at most ten a second from all plugins together, then how many more there were. */
  readonly tell: (line: string) => void
}

/** @param plugin `schema` gives id, summary and the config's type; the config is checked by it before `compile` sees it. */
export function definePlugin<Config, State = undefined>(plugin: {
  readonly schema: {
    readonly id: string
    readonly summary: string
    readonly config: { parse(config: unknown): Config }
  }
  readonly begin?: () => State
  readonly compile: (config: Config, route: Route, means: Means<State>) => Moments
}): Plugin {
  const { schema, begin } = plugin
  return {
    id: schema.id,
    summary: schema.summary,
    begin: () => begin?.(),
    // The state is what this plugin's own `begin` made.
    compile: (config, route, means) => plugin.compile(schema.config.parse(config), route, means as Means<State>),
  }
}

/** What the plugins of one gateway keep, each made when first asked for. */
export class PluginStates {
  readonly #states = new Map<Plugin, unknown>()

  of(plugin: Plugin): unknown {
    if (!this.#states.has(plugin)) this.#states.set(plugin, plugin.begin())
    return this.#states.get(plugin)
  }
}
