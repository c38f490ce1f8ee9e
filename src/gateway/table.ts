/**
 * A snapshot as the request path wants it: compiled once, immutable, exchanged whole. A request keeps the table it began with.
 */
import { messageOf } from '../base/errors.ts'
import type { ContentChange } from '../snapshot/change.ts'
import { unenforceable } from '../snapshot/enforceable.ts'
import type { Refusal } from '../snapshot/read.ts'
import type { SnapshotContract } from '../snapshot/requests.ts'
import { gentleSlices, slices } from '../snapshot/slices.ts'
import type { PluginUse, Route, Snapshot, SnapshotContent, Upstream } from '../snapshot/snapshot.ts'
import type { AnswerStep } from './answer.ts'
import { authenticateStep } from './authenticate.ts'
import type { Denials } from './denylist.ts'
import type { Step } from './exchange.ts'
import { Held } from './held.ts'
import type { Issuers } from './issuers/issuers.ts'
import type { Limits } from './limits/limits.ts'
import type { Permits } from './limits/permits.ts'
import type { Fallback, Moments, Plugin, PluginStates } from './plugins/plugin.ts'
import { methodNotAllowed } from './problem.ts'
import { takeKeysStep } from './request-keys.ts'
import { compileRoutes, routerOf } from './reuse.ts'
import { type Router, spelled } from './router.ts'
import { isSame, type Trust, trustOf } from './trust.ts'
import type { Balancer } from './upstream/balancer.ts'
import { TargetTlsUnusable } from './upstream/target-tls.ts'
import type { Timeouts } from './upstream/timeouts.ts'
import type { Lease, Upstreams } from './upstream/upstreams.ts'

export interface Table {
  readonly snapshot: Omit<Snapshot, 'content'>
  readonly router: Router<CompiledRoute>
  /** For the table after this one, as is what follows. */
  readonly content: SnapshotContent
  /** Of each route of the content, what it was compiled to. */
  readonly compiled: readonly CompiledRoute[]
  readonly trust: Held<Trust>
  readonly lease: Held<Lease>
  /** A request begins on this table. */
  enter(): void
  /** It is over. */
  leave(): void
  /** No request will begin on this table any more: its connections go when the last one is over. */
  retire(): void
}

export interface CompiledRoute {
  readonly id: string
  readonly api: string
  /** The major line, `v2`. */
  readonly version: string
  /** `<api>/<version>` */
  readonly scope: string
  /** What is done to a request, in order: those that arrive, authentication, those that admit, limits, those that serve. */
  readonly steps: readonly Step[]
  /** What is done to the head of an answer. */
  readonly answerSteps: readonly AnswerStep[]
  /** What may be answered where the upstream cannot be had, or not in time. */
  readonly fallbacks: readonly Fallback[]
  /** Answers an OPTIONS that asks whether this route may be called; `null` where none of its plugins can. */
  readonly preflight: CompiledRoute | null
  /** What requests look like, as plugins were compiled with it. */
  readonly contract: SnapshotContract | undefined
  /** As the snapshot has its upstream. */
  readonly upstream: Balancer
  /** The same, with the timeouts of the route. */
  readonly balancer: Balancer
  /** Length of what is taken off the front of the caller's path. */
  readonly cut: number
  /** Put there instead; without a slash at the end. */
  readonly upstreamPath: string
}

/** A snapshot that this gateway must not serve; nothing of it is used. */
export class UnservableSnapshot extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.reason)
    this.refusal = refusal
  }
}

/**
 * What outlives a table: connections to upstreams, keys of issuers, what is denied in an emergency, what is left of limits, what
 * plugins keep.
 */
export interface Surroundings {
  readonly upstreams: Upstreams
  readonly issuers: Issuers
  readonly denials: Denials
  readonly limits: Limits
  readonly permits: Permits
  /** In the order in which they run. */
  readonly plugins: readonly Plugin[]
  readonly pluginStates: PluginStates
  /** Callers are asked for a client certificate. */
  readonly asksForCertificates: boolean
  /** Told what plugins have to say to the operator. */
  readonly tell: (line: string) => void
}

/**
 * Compiles a checked snapshot, a slice at a time so that requests are served meanwhile. Throws `UnservableSnapshot` where a
 * route cannot load with everything it asks for: a route never loads without its security.
 * @param change how its content follows from that of `previous`; entries that are kept are the same objects.
 * @param previous the table before: of what the snapshots have in common, what was compiled is reused.
 */
export async function compileTable(
  snapshot: Snapshot,
  change: ContentChange,
  surroundings: Surroundings,
  previous: Table | null = null,
): Promise<Table> {
  const { content, ...envelope } = snapshot
  const refuse = (reason: string, help: string) => new UnservableSnapshot({ sequence: snapshot.sequence, reason, help })
  // Nobody is served until the first one is there.
  const pause = previous === null ? slices() : gentleSlices()
  const trust = await trustOf(content, surroundings.issuers, previous?.trust ?? null, pause)
  const lease = await leaseOf(content.upstreams, surroundings.upstreams, previous, pause).catch((thrown) => {
    trust.release()
    if (!(thrown instanceof TargetTlsUnusable)) throw thrown
    throw refuse(
      thrown.message,
      'Put the file there, start the gateway with `--secrets`, or correct `tls` of the upstream.',
    )
  })
  const release = () => {
    lease.release()
    trust.release()
  }
  try {
    const parts = { content, trust: trust.value, lease: lease.value, surroundings }
    const contracts = new Map(content.contracts?.map((contract) => [contract.id, contract]))
    const compile = (route: Route) => compileRoute(route, { ...parts, contract: contracts.get(scopeOf(route)) }, refuse)
    const isKept = keptBy(previous, { content, trust, lease, contracts })
    const before = previous?.compiled ?? []
    const routes = await compileRoutes(content.routes, change.routes ?? [], { before, isKept, compile, pause })
    // A lease that the table before had has measured what is kept.
    for (const place of lease === previous?.lease ? routes.fresh : routes.compiled.keys()) {
      const { balancer, upstream } = routes.compiled[place] ?? {}
      if (balancer !== undefined && balancer !== upstream) lease.value.measure(balancer.timeouts)
    }
    const router = await routerOf(routes, previous, pause, ({ id }) =>
      refuse(
        `route \`${id}\` answers the same requests as another one`,
        'Give the APIs different paths or listeners in the catalog.',
      ),
    )
    return { snapshot: envelope, content, compiled: routes.compiled, trust, lease, router, ...leasing(release) }
  } catch (thrown) {
    release()
    throw thrown
  }
}

/** The balancers of the table before where the upstreams are the same objects, held once more; else its own. */
async function leaseOf(
  upstreams: readonly Upstream[],
  surrounding: Upstreams,
  previous: Table | null,
  pause: Pause,
): Promise<Held<Lease>> {
  if (previous !== null && isSame(previous.content.upstreams, upstreams)) return previous.lease.hold()
  const lease = await surrounding.acquire(upstreams, pause)
  return new Held(lease, lease.release)
}

type Pause = () => Promise<void> | undefined

/** Whether a route that a snapshot has like the one before it, and what it was compiled to, may stay so. */
type IsKept = (route: Route, compiled: CompiledRoute) => boolean

function keptBy(
  previous: Table | null,
  next: Pick<Table, 'trust' | 'lease'> & {
    readonly content: SnapshotContent
    readonly contracts: ReadonlyMap<string, SnapshotContract>
  },
): IsKept {
  const { content, trust, lease, contracts } = next
  if (previous?.trust !== trust) return () => false
  const before = previous.content.contracts
  if (previous.lease === lease && isSame(before ?? [], content.contracts ?? [])) return () => true
  return (route, { upstream, contract }) =>
    upstream === lease.value.balancers.get(route.upstream) && contract === contracts.get(scopeOf(route))
}

type Refuse = (reason: string, help: string) => UnservableSnapshot

/** What every route of a snapshot is compiled with. */
interface Parts {
  readonly content: SnapshotContent
  readonly trust: Trust
  readonly contract: SnapshotContract | undefined
  readonly lease: Lease
  readonly surroundings: Surroundings
}

function compileRoute(route: Route, parts: Parts, refuse: Refuse): CompiledRoute {
  const { content, trust, lease, contract, surroundings } = parts
  const { auth } = route
  const why = unenforceable(auth, content.issuers, surroundings.asksForCertificates)
  if (why !== null)
    throw refuse(
      `route \`${route.id}\` would load without its security: it ${why}`,
      'Change `auth` of the API, add `issuers` to the environment, or start the gateway with `--tls-client-ca`.',
    )
  if (!isBelow(route.path, route.basePath))
    throw refuse(`route \`${route.id}\` has a path that is not below its \`basePath\``, 'Render the snapshot anew.')
  const balancer = lease.balancers.get(route.upstream)
  if (balancer === undefined)
    throw refuse(`route \`${route.id}\` goes to an upstream that is not there`, 'Render the snapshot anew.')
  const used = orderedUses(route, surroundings.plugins, refuse).map(({ plugin, use }) =>
    momentsOf(plugin, use, route, parts, refuse),
  )
  const at = (moment: 'arrive' | 'admit' | 'serve') => used.flatMap((moments) => moments[moment] ?? [])
  const scope = scopeOf(route)
  const { denials, limits } = surroundings
  const authenticate =
    auth.kind === 'none'
      ? []
      : [
          authenticateStep(auth, { scope, keyPlaces: route.keyPlaces ?? [] }, trust.callers, trust.issuers),
          denials.onCaller,
        ]
  const takeKeys = takeKeysStep(route.keyPlaces ?? [])
  const arrive = [...(takeKeys === null ? [] : [takeKeys]), denials.onArrival(route.id), ...at('arrive')]
  const compiled: CompiledRoute = {
    id: route.id,
    api: route.api,
    version: route.version,
    scope,
    steps: [...arrive, ...authenticate, ...at('admit'), limits.settle, ...at('serve')],
    fallbacks: used.flatMap(({ fallback }) => fallback ?? []),
    answerSteps: used.flatMap(({ answer }) => answer ?? []).reverse(),
    preflight: null,
    contract,
    upstream: balancer,
    balancer: withTimeouts(
      balancer,
      used.flatMap(({ timeouts }) => timeouts ?? []),
    ),
    cut: spelled(withoutSlash(route.basePath)).length,
    upstreamPath: spelled(withoutSlash(route.upstreamPath)),
  }
  if (!used.some(({ takesPreflights }) => takesPreflights)) return compiled
  const notAsked = () => methodNotAllowed([route.method])
  return { ...compiled, preflight: { ...compiled, steps: [...arrive, notAsked] } }
}

/** Plain objects of the same shape: a route of its own timeouts costs its requests nothing. */
function withTimeouts(balancer: Balancer, own: readonly Partial<Timeouts>[]): Balancer {
  return own.length === 0 ? balancer : { ...balancer, timeouts: Object.assign({}, balancer.timeouts, ...own) }
}

function orderedUses(
  route: Route,
  plugins: readonly Plugin[],
  refuse: Refuse,
): readonly { readonly plugin: Plugin; readonly use: PluginUse }[] {
  const uses = route.plugins.map((use) => {
    const order = plugins.findIndex(({ id }) => id === use.id)
    const plugin = plugins[order]
    if (plugin === undefined)
      throw refuse(
        `route \`${route.id}\` uses the plugin \`${use.id}\`, which this gateway does not have`,
        'Upgrade the gateway, give it your own plugin with `--plugin`, or take it out of the catalog.',
      )
    return { plugin, use, order }
  })
  return uses.sort((a, b) => a.order - b.order)
}

function momentsOf(plugin: Plugin, use: PluginUse, route: Route, parts: Parts, refuse: Refuse): Moments {
  const { contract, surroundings } = parts
  try {
    return plugin.compile(use.config, route, {
      state: surroundings.pluginStates.of(plugin),
      contract,
      permits: surroundings.permits,
      tell: surroundings.tell,
    })
  } catch (thrown) {
    throw refuse(
      `plugin \`${plugin.id}\` of route \`${route.id}\` does not compile: ${whyOf(thrown)}`,
      'Correct its config in the catalog.',
    )
  }
}

/** What a schema says is a list of its own; plugins of operators may bring another edition of zod. */
function whyOf(thrown: unknown): string {
  const [issue] =
    (thrown as { readonly issues?: readonly { path: readonly PropertyKey[]; message: string }[] }).issues ?? []
  if (issue === undefined) return messageOf(thrown)
  return `${issue.path.length > 0 ? `\`${issue.path.map(String).join('.')}\`: ` : ''}${issue.message.replaceAll('\n', '. ')}`
}

function leasing(release: () => void): Pick<Table, 'enter' | 'leave' | 'retire'> {
  let inFlight = 0
  let retired = false
  const releaseWhenDone = () => {
    if (retired && inFlight === 0) release()
  }
  return {
    enter() {
      inFlight += 1
    },
    leave() {
      inFlight -= 1
      releaseWhenDone()
    },
    retire() {
      retired = true
      releaseWhenDone()
    },
  }
}

function scopeOf({ api, version }: Route): string {
  return `${api}/${version}`
}

function isBelow(path: string, basePath: string): boolean {
  const base = withoutSlash(basePath)
  return path === base || path.startsWith(`${base}/`)
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path
}
