import { METHODS } from 'node:http'
import { markdownCode } from '../base/escaping.ts'
import { compareText, type Finding } from '../base/finding.ts'
import { fingerprint } from '../base/fingerprint.ts'
import { type Place, pointerTo } from '../base/place.ts'
import type { Api, ApiVersion, Catalog, Environment, Exposure, PluginUse, RouteAuth } from '../catalog/catalog.ts'
import type { ContractRequests } from '../contract/requests.ts'
import type { ContractSummary, OperationSummary } from '../contract/summary.ts'
import { unenforceable } from '../snapshot/enforceable.ts'
import type { SnapshotContract } from '../snapshot/requests.ts'
import type { UnusableSchema } from '../snapshot/schema-engine.ts'
import type { KeyPlace, Route, Upstream } from '../snapshot/snapshot.ts'
import type { Sourced } from './render.ts'

/** The contract of a version as an exposure asks for it (`semver` is a release, or `latest`); `null` where it cannot be had. */
export type ContractOf = (api: string, version: string, semver: string) => ContractSummary | null

/** As `ContractOf`, of what its requests look like. */
export type RequestsOf = (api: string, version: string, semver: string) => ContractRequests | null

interface ApiRoutes {
  readonly routes: readonly Sourced<Route>[]
  readonly contracts: readonly Sourced<SnapshotContract>[]
  readonly upstreams: readonly Sourced<Upstream>[]
  readonly findings: readonly Finding[]
}

/**
 * The versions of an API that an environment serves, with the release it asks for. Retired versions are served nowhere; a draft is
 * where its exposure says so.
 */
export function exposedVersions(
  api: Api,
  environment: string,
): readonly { readonly version: ApiVersion; readonly semver: string; readonly exposure: Exposure }[] {
  const exposure = api.exposures.get(environment)
  if (!exposure) return []
  return [...exposure.versions].flatMap(([name, semver]) => {
    const version = api.versions.get(name)
    return version && version.state !== 'retired' ? [{ version, semver, exposure }] : []
  })
}

/** What callers put in front of the contract's paths: `/payments/v2`, without a slash at the end; empty for `/`. */
export function basePathOf({ gateway, name }: ApiVersion): string {
  return gateway.path.replaceAll('{version}', name).replace(/\/+$/, '')
}

/** One API's routes in one environment. A version whose contract cannot be had gets none, and an error says so. */
export function routesOf(
  catalog: Catalog,
  api: Api,
  environment: Environment,
  contractOf: ContractOf,
  requestsOf: RequestsOf = () => null,
): ApiRoutes {
  const routes: Sourced<Route>[] = []
  const contracts: Sourced<SnapshotContract>[] = []
  const findings: Finding[] = []
  const used = new Map<string, Sourced<Upstream>>()
  for (const { version, semver, exposure } of exposedVersions(api, environment.id)) {
    const pin = catalog.place(exposure.file, pointerTo('', 'versions', version.name))
    const report = (about: Pick<Finding, 'rule' | 'severity' | 'message' | 'help'>, place = pin) =>
      findings.push({
        ...about,
        place,
        fingerprint: fingerprint({
          rule: about.rule,
          catalog: catalog.settings.catalog,
          api: api.id,
          version: version.name,
          subject: environment.id,
        }),
      })
    const contract = contractOf(api.id, version.name, semver)
    const settings = exposure.upstreams.get(version.gateway.upstream)
    const listener = environment.listeners.get(exposure.listener)
    if (!contract) {
      report(contractMissing(api.id, version.name, semver, environment.id))
      continue
    }
    if (version.gateway.exposes === 'contract' && contract.kind !== 'openapi') {
      report(operationsUnknown(api.id, version.name, environment.id), exposesPlace(catalog, api, version))
      continue
    }
    if (!settings || !listener) continue // the catalog has reported the reference that leads nowhere
    const upstream = { id: `${api.id}/${version.gateway.upstream}`, ...settings }
    used.set(upstream.id, {
      entry: upstream,
      places: [catalog.place(exposure.file, pointerTo('', 'upstreams', version.gateway.upstream))],
    })
    const places = [catalog.place(api.file, pointerTo('', 'versions', version.name)), pin]
    const keyPlaces = keyPlacesOf(version, contract)
    const frame = {
      api: api.id,
      version: version.name,
      semver: contract.semver,
      hosts: listener.hosts.map((host) => host.toLowerCase()).toSorted(compareText),
      basePath: basePathOf(version),
      upstreamPath: version.gateway.upstreamPath,
      upstream: upstream.id,
      ...(keyPlaces.length > 0 && { keyPlaces }),
      plugins: withLifecycle(overridden(version.gateway.plugins, exposure.plugins), api, version, environment.id),
    }
    if (judgesByContract(version, exposure)) {
      const requests = version.gateway.exposes === 'contract' ? requestsOf(api.id, version.name, semver) : null
      if (requests) {
        const { unusable = [], answers, ...shapes } = requests
        const judged = answers && uses(version, exposure, 'validate-response') ? { answers } : {}
        contracts.push({ entry: { id: `${api.id}/${version.name}`, ...shapes, ...judged }, places })
        if (unusable.length > 0) report(schemasUnusable(api.id, version.name, unusable))
      } else report(requestsUnknown(api.id, version.name, environment.id))
    }
    const unserved = unservable(version, contract)
    if (unserved.length > 0) report(methodUnservable(api.id, version.name, unserved))
    for (const { entry, asksMore, scopes } of endpoints(api.id, version, contract))
      routes.push({ entry: { ...frame, ...entry, auth: authOf(version.gateway.auth, asksMore, scopes) }, places })
    if (version.gateway.auth.kind === 'none' && contract.operations.some(({ secured }) => secured))
      report(contractAsksForMore(api.id, version.name))
    const why = unenforceable(version.gateway.auth, environment.issuers, environment.clientCertificates === true)
    if (why !== null) report(authUnenforceable(api.id, version, environment, why), authPlace(catalog, api, version))
  }
  return { routes, contracts, upstreams: [...used.values()], findings }
}

/** Whether the gateway judges requests to the version, or its answers, by its contract. */
export function judgesByContract(version: ApiVersion, exposure: Exposure): boolean {
  return uses(version, exposure, 'validate-request') || uses(version, exposure, 'validate-response')
}

function uses({ gateway }: ApiVersion, exposure: Exposure, plugin: string): boolean {
  return [...gateway.plugins, ...exposure.plugins].some(({ id }) => id === plugin)
}

/** Two routes of one host that the same request would match: the gateway could only guess. */
export function conflicts(
  catalog: Catalog,
  environment: Environment,
  routes: readonly Sourced<Route>[],
): readonly Finding[] {
  const taken = new Map<string, Sourced<Route>>()
  const findings: Finding[] = []
  for (const route of routes) {
    const { hosts, method, path, id, api, version } = route.entry
    for (const host of hosts.length === 0 ? ['*'] : hosts) {
      const key = `${host} ${method} ${path.replace(/\{[^}]*\}/g, '{}')}`
      const other = taken.get(key)
      taken.set(key, other ?? route)
      if (!other) continue
      const rule = 'operation-conflict'
      const subject = `${environment.id} ${other.entry.id}`
      findings.push({
        rule,
        severity: 'error',
        message: `\`${id}\` and \`${other.entry.id}\` both answer \`${method} ${path}\` in \`${environment.id}\``,
        place: pinPlace(route.places),
        fingerprint: fingerprint({ rule, catalog: catalog.settings.catalog, api, version, operation: id, subject }),
        help: 'Give one of them another `gateway.path` or listener.',
      })
      break
    }
  }
  return findings
}

/**
 * The operations of the contract, or everything below the base path, each with whether the contract wants a credential for it, and
 * with which scopes.
 */
function endpoints(
  api: string,
  version: ApiVersion,
  contract: ContractSummary,
): readonly {
  readonly entry: Pick<Route, 'id' | 'method' | 'path'>
  readonly asksMore: boolean
  readonly scopes: OperationSummary['scopes']
}[] {
  const base = basePathOf(version)
  if (version.gateway.exposes === 'prefix')
    return [
      {
        entry: { id: `${api}/${version.name} *`, method: '*', path: `${base}/*` },
        asksMore: contract.operations.some(({ secured }) => secured),
        scopes: undefined,
      },
    ]
  const served = contract.operations.filter(({ method }) => METHODS.includes(method))
  return served.map(({ method, path, secured, scopes }) => ({
    entry: { id: `${api}/${version.name} ${method} ${path}`, method, path: `${base}${path}` },
    asksMore: secured,
    scopes,
  }))
}

/** OpenAPI 3.2 lets a contract make up methods; what HTTP servers do not know never reaches a route. */
function unservable({ gateway }: ApiVersion, { operations }: ContractSummary): readonly OperationSummary[] {
  return gateway.exposes === 'prefix' ? [] : operations.filter(({ method }) => !METHODS.includes(method))
}

/**
 * The stricter of what the catalog and the contract ask for. Which methods count is the catalog's to say; where it says `none`,
 * either will do.
 */
function authOf(auth: RouteAuth, asksMore: boolean, scopes: OperationSummary['scopes']): RouteAuth {
  const asked: RouteAuth = auth.kind === 'none' && asksMore ? { kind: 'any', methods: ['api-key', 'jwt'] } : auth
  if (asked.kind === 'none' || scopes === undefined || !asked.methods.includes('jwt')) return asked
  return { ...asked, scopes }
}

/** Where keys may stand besides the fields in which every gateway takes them. */
function keyPlacesOf({ gateway }: ApiVersion, contract: ContractSummary): readonly KeyPlace[] {
  const places = (gateway.keyPlaces ?? contract.keyPlaces ?? []).filter(
    (place) => place.in !== 'header' || (place.name !== 'x-api-key' && place.name !== 'authorization'),
  )
  const inOrder = new Map(places.map((place) => [`${place.in} ${place.name}`, place]))
  return [...inOrder].sort(([a], [b]) => compareText(a, b)).map(([, place]) => place)
}

function overridden(plugins: readonly PluginUse[], by: readonly PluginUse[]): readonly PluginUse[] {
  const overrides = new Map(by.map((plugin) => [plugin.id, plugin]))
  const kept = plugins.map((plugin) => overrides.get(plugin.id) ?? plugin)
  return [...kept, ...by.filter(({ id }) => !plugins.some((plugin) => plugin.id === id))]
}

/**
 * What the catalog knows of a version's end, told to its callers: what is written of the plugin itself comes first. A successor is
 * named where callers of this environment find it.
 */
function withLifecycle(
  plugins: readonly PluginUse[],
  api: Api,
  { state, sunset, successor }: ApiVersion,
  environment: string,
): readonly PluginUse[] {
  const next = exposedVersions(api, environment).find(({ version }) => version.name === successor)?.version
  const known = {
    ...(sunset === null ? {} : { sunset }),
    ...(state === 'deprecated' && next ? { successor: basePathOf(next) || '/' } : {}),
  }
  if (Object.keys(known).length === 0) return plugins
  const written = plugins.find(({ id }) => id === 'deprecation')
  const config = { ...known, ...(written?.config as object | undefined) }
  return overridden(plugins, [{ id: 'deprecation', config }])
}

/** Only OpenAPI says which requests there are. Guessing would open what nobody has looked at. */
function operationsUnknown(api: string, version: string, environment: string) {
  return {
    rule: 'contract-not-routable',
    severity: 'error',
    message: `\`${api}/${version}\` cannot be served in \`${environment}\` operation by operation: only an OpenAPI contract says which requests there are`,
    help: 'Write `exposes: prefix` under `gateway`, which opens everything below its path.',
  } as const
}

function requestsUnknown(api: string, version: string, environment: string) {
  return {
    rule: 'requests-not-judgeable',
    severity: 'error',
    message: `requests to \`${api}/${version}\` cannot be judged by its contract in \`${environment}\`: it is not served operation by operation`,
    help: 'Serve an OpenAPI contract with `exposes: contract`, or take `validate-request` and `validate-response` out of `plugins`.',
  } as const
}

function schemasUnusable(api: string, version: string, unusable: readonly UnusableSchema[]) {
  const some = unusable.slice(0, 5).map(({ name, why }) => `${markdownCode(name)} (${why})`)
  const more = unusable.length > some.length ? ` and ${unusable.length - some.length} more` : ''
  return {
    rule: 'schema-unusable',
    severity: 'error',
    message: `\`${api}/${version}\` has schemas by which nothing can be judged: ${some.join(', ')}${more}`,
    help: 'Correct them in the contract: they are no valid JSON Schema. Or take `validate-request` and `validate-response` out of `plugins`.',
  } as const
}

function exposesPlace(catalog: Catalog, api: Api, { name }: ApiVersion): Place {
  return catalog.place(api.file, pointerTo('', 'versions', name, 'gateway', 'exposes'))
}

function contractMissing(api: string, version: string, semver: string, environment: string) {
  const latest = semver === 'latest'
  return {
    rule: 'contract-unavailable',
    severity: 'error',
    message: `\`${api}/${version}\` cannot be served in \`${environment}\`: ${latest ? 'its contract cannot be read' : `there is no release \`${semver}\` of it`}`,
    help: latest ? 'Repair the contract; the check `lint` says what is wrong.' : 'Pin a released version, or `latest`.',
  } as const
}

function methodUnservable(api: string, version: string, operations: readonly OperationSummary[]) {
  const named = operations.map(({ method, path }) => markdownCode(`${method} ${path}`))
  return {
    rule: 'method-unservable',
    severity: 'error',
    message: `\`${api}/${version}\` has ${named.join(', ')}, and HTTP servers know no such method`,
    help: 'Use a registered method, such as `QUERY` or `POST`.',
  } as const
}

function contractAsksForMore(api: string, version: string) {
  return {
    rule: 'auth-none-refused',
    severity: 'warning',
    message: `\`${api}/${version}\` says \`auth: none\`, but its contract asks for a credential: the gateway will ask for one`,
    help: 'Say in `gateway.auth` which credentials count, or drop `security` from the contract.',
  } as const
}

function authUnenforceable(api: string, { name, gateway }: ApiVersion, environment: Environment, why: string) {
  const methods = gateway.auth.kind === 'none' ? [] : gateway.auth.methods
  const asks = methods.includes('mtls') && environment.clientCertificates === undefined
  const lacking = [
    ...(methods.includes('jwt') && environment.issuers.length === 0 ? ['`issuers`'] : []),
    ...(asks ? ['`clientCertificates: true` (where its gateways have `--tls-client-ca`)'] : []),
  ]
  return {
    rule: 'auth-unenforceable',
    severity: 'error',
    message: `\`${api}/${name}\` would stop every gateway of \`${environment.id}\` from taking the snapshot: it ${why}`,
    help: `Add ${lacking.join(' and ')} to \`environments/${environment.id}.yaml\`, or let \`gateway.auth\` take keys: \`{ any: [api-key, jwt] }\`.`,
  } as const
}

/** Where `auth` is written: at the version, or at the API it overrides. A place that is also its parent's is one not written. */
function authPlace(catalog: Catalog, { file }: Api, { name }: ApiVersion): Place {
  const own = catalog.place(file, pointerTo('/versions', name, 'gateway', 'auth'))
  const above = catalog.place(file, pointerTo('/versions', name, 'gateway'))
  const isWritten = own.line !== above.line || own.column !== above.column
  return isWritten ? own : catalog.place(file, '/gateway/auth')
}

function pinPlace(places: readonly Place[]): Place | null {
  return places.at(-1) ?? null
}
