/**
 * The catalog: what a company writes down about its APIs, as typed, frozen values at one commit. Names are paths, defaults are
 * applied once (when a file is read), references between files have been checked by then or reported as findings. A folder with
 * `apigov.yaml` is a catalog; a repository may hold several.
 *
 * One file in `kinds/` per kind of file: where such files live, the zod shape that checks them and gives their JSON Schema, and
 * how they become the values below.
 */
import type { Finding } from '../base/finding.ts'
import type { Place, Pointer } from '../base/place.ts'
import type {
  Issuer,
  KeyPlace,
  PluginUse,
  RateLimit,
  RouteAuth,
  SubjectAltName,
  Upstream,
} from '../snapshot/snapshot.ts'

export interface Catalog {
  /** The catalog's folder in the tree, without a slash at the end; `''` at the root of the repository. */
  readonly root: string
  readonly settings: Settings
  readonly apis: ReadonlyMap<string, Api>
  readonly environments: ReadonlyMap<string, Environment>
  readonly teams: ReadonlyMap<string, Team>
  readonly consumers: ReadonlyMap<string, Consumer>
  readonly plans: ReadonlyMap<string, Plan>
  /** By `<api>/<consumer>`. */
  readonly subscriptions: ReadonlyMap<string, Subscription>
  readonly exceptions: ReadonlyMap<string, Exception>
  readonly adoptions: ReadonlyMap<string, Adoption>
  /** Where a pointer into one of the catalog's own files stands; of a pointer that leads nowhere, the nearest ancestor. */
  place(file: string, pointer: Pointer): Place
}

/**
 * What reading a catalog gave. With findings of severity error the catalog holds only what could be read: good enough to show, not
 * to act on.
 */
export interface CatalogReading {
  /** `null` only where `apigov.yaml` itself cannot be read. */
  readonly catalog: Catalog | null
  readonly findings: readonly Finding[]
}

/** What every kind has: the file it was read from. */
interface FromFile {
  readonly file: string
}

/** `apigov.yaml` */
export interface Settings extends FromFile {
  readonly catalog: string
  /** In order of promotion. */
  readonly environments: readonly string[]
  /** Glob below the catalog's root, or `null`. */
  readonly shared: string | null
  readonly review: {
    /** Id of the team that approves what has no other owner; `null`: nobody has to. */
    readonly board: string | null
    readonly failOn: 'error' | 'warning' | 'info'
    /** `baseline`: findings the base has already do not fail. */
    readonly known: 'baseline' | 'none'
  }
  /** What `api.yaml` does not say for an API itself. */
  readonly compatibility: Compatibility
  /** Bytes a contract's file may have. */
  readonly maxContractBytes: number
  /** Plugins of those who run the gateways, by id: the JSON Schema of their config. */
  readonly plugins: ReadonlyMap<string, boolean | object>
}

/** How contracts are compared, by the names that oasdiff's options have. */
export interface Compatibility {
  /** Days of notice that a deprecated thing gives before it ends (`x-sunset`), by its stability. Default 0: none is asked for. */
  readonly deprecationDaysBeta?: number
  readonly deprecationDaysStable?: number
  /** What is less stable (`x-stability-level`) may change as it likes and is not reported. Default: `beta`. */
  readonly stabilityLevel?: StabilityLevel
  /** By rule: how much its changes weigh, where not as they weigh with us. */
  readonly severityLevels?: Readonly<Record<string, SeverityLevel>>
  /** Only operations with a path that has a part like this are compared; see `text-pattern.ts` for the syntax. */
  readonly matchPath?: string
  /** Whether what `allOf` says is compared as if the schema said it itself. Default: true. */
  readonly flattenAllof?: boolean
}

/** Lowest first. What says nothing is stable. */
export const stabilityLevels = ['draft', 'alpha', 'beta', 'stable'] as const
export type StabilityLevel = (typeof stabilityLevels)[number]

/** Breaking, dangerous, safe, not reported. */
export const severityLevels = ['err', 'warn', 'info', 'none'] as const
export type SeverityLevel = (typeof severityLevels)[number]

/** `apis/<id>/api.yaml` with its `environments/<env>.yaml` */
export interface Api extends FromFile {
  readonly id: string
  /** `apis/payments`, from the root of the tree. */
  readonly folder: string
  readonly title: string
  readonly summary: string
  /** Id of a team. */
  readonly owner: string
  readonly domain: string | null
  readonly visibility: 'internal' | 'partner' | 'public'
  readonly dataClass: 'public' | 'internal' | 'confidential' | 'restricted'
  readonly labels: Readonly<Record<string, string>>
  /** Overrides the catalog's, key by key and rule by rule. */
  readonly compatibility: Compatibility
  /** By name, `v2`. */
  readonly versions: ReadonlyMap<string, ApiVersion>
  /** By environment. */
  readonly exposures: ReadonlyMap<string, Exposure>
}

export type LifecycleState = 'draft' | 'published' | 'deprecated' | 'retired'
/** The one order a version moves in. */
export const lifecycle: readonly LifecycleState[] = ['draft', 'published', 'deprecated', 'retired']

export interface ApiVersion {
  readonly name: string
  readonly state: LifecycleState
  /** `YYYY-MM-DD` */
  readonly sunset: string | null
  /** Name of another version. */
  readonly successor: string | null
  /** The semver, for kinds of contract that have no place for it; `null` where it is not stated here. */
  readonly semver: string | null
  /** Path of the contract's entry file in the tree; `null` where there is none (a finding has said so, or the version is retired). */
  readonly contract: string | null
  readonly source: { readonly repository: string; readonly path: string } | null
  /** The API's `gateway`, overridden key by key by the version's. */
  readonly gateway: GatewaySettings
}

export interface GatewaySettings {
  /** `/payments/{version}`: `{version}` is replaced, no other parameter. */
  readonly path: string
  readonly upstreamPath: string
  readonly exposes: 'contract' | 'prefix'
  /** Name of an upstream that each exposure defines. */
  readonly upstream: string
  readonly auth: RouteAuth
  /** Where keys may stand besides `x-api-key` and the bearer token; `null`: where the contract says. */
  readonly keyPlaces: readonly KeyPlace[] | null
  readonly plugins: readonly PluginUse[]
}

export interface Exposure extends FromFile {
  readonly environment: string
  /** By version name: a released semver, or `latest`. */
  readonly versions: ReadonlyMap<string, string>
  readonly listener: string
  readonly upstreams: ReadonlyMap<string, UpstreamSettings>
  /** Override the version's, by plugin id. */
  readonly plugins: readonly PluginUse[]
}

export type UpstreamSettings = Omit<Upstream, 'id'>

/** `environments/<id>.yaml` */
export interface Environment extends FromFile {
  readonly id: string
  readonly promote: 'auto' | 'review'
  readonly listeners: ReadonlyMap<string, { readonly hosts: readonly string[] }>
  readonly issuers: readonly Issuer[]
  /** Its gateways ask callers for a client certificate. */
  readonly clientCertificates?: true
  readonly nodes: { readonly minimum: number }
  readonly snapshotFormat: number
}

/** `teams/<id>.yaml` */
export interface Team extends FromFile {
  readonly id: string
  readonly title: string
  /** `acme/payments`: organisation and slug of the team on the forge. */
  readonly forge: string
  readonly contact: string | null
}

/** `consumers/<id>.yaml` */
export interface Consumer extends FromFile {
  readonly id: string
  readonly title: string
  readonly owner: string
  readonly repository: string | null
  /** By environment. */
  readonly credentials: ReadonlyMap<string, readonly Credential[]>
}

export type Credential =
  | {
      readonly kind: 'api-key'
      readonly id: string
      readonly prefix: string
      readonly hash: string
      readonly expires: string | null
    }
  | { readonly kind: 'jwt'; readonly issuer: string; readonly claim: string; readonly value: string }
  | ({ readonly kind: 'mtls' } & SubjectAltName)

/** `plans/<id>.yaml` */
export interface Plan extends FromFile {
  readonly id: string
  readonly limits: readonly RateLimit[]
  readonly approval: 'auto' | 'owner' | 'board'
}

/** `subscriptions/<api>/<consumer>.yaml` */
export interface Subscription extends FromFile {
  readonly api: string
  readonly consumer: string
  readonly grants: readonly Grant[]
  /** `METHOD /path` each. */
  readonly uses: readonly string[]
}

export interface Grant {
  readonly version: string
  readonly environments: readonly string[]
  readonly plan: string
  readonly expires: string | null
}

/** `exceptions/<id>.yaml` */
export interface Exception extends FromFile {
  readonly id: string
  readonly for: 'change' | 'finding'
  readonly fingerprint: string
  readonly reason: string
  /** `YYYY-MM-DD`, the last day it holds (UTC). */
  readonly expires: string
}

/** `adoptions/<id>.yaml` */
export interface Adoption extends FromFile {
  readonly id: string
  /** `<api>/<version>` each. */
  readonly contracts: readonly string[]
  readonly reason: string
  /** `YYYY-MM-DD`, the last day it holds (UTC). */
  readonly expires: string
}

export type { PluginUse, RouteAuth }
