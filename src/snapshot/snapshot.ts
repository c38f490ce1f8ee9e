/**
 * The snapshot: the immutable gateway config of one environment, and the only thing the gateway shares with the rest. `render`
 * writes it, the gateway reads it; both sides use the words of this folder and nothing of each other.
 *
 * `gateway.json` is an envelope around `content`. `content` is sorted and written an entry a line, so that Git diffs it well;
 * `digest` covers `content` alone, so a merge that changes no behaviour reloads nothing. `sequence` only grows: a rollback is
 * old content under a new sequence.
 */

import type { SnapshotContract } from './requests.ts'

/** The snapshot format this program writes. Nodes read this one and the one before. */
export const snapshotFormat = 1

export interface Snapshot {
  readonly format: typeof snapshotFormat
  readonly environment: string
  readonly sequence: number
  /** The commit of the catalog it was rendered from. */
  readonly commit: string
  /** `sha256:` and hex over the canonical text of `content`; see `digestOf`. */
  readonly digest: string
  /** Ed25519 over environment, sequence and digest, base64 (see `signature.ts`); `null` where no key is configured. */
  readonly signature: string | null
  readonly content: SnapshotContent
}

/** Every list is sorted by `id`, in code-unit order; ids are stable across renders: limits and breaker states survive by them. */
export interface SnapshotContent {
  readonly routes: readonly Route[]
  readonly upstreams: readonly Upstream[]
  readonly consumers: readonly SnapshotConsumer[]
  readonly plans: readonly SnapshotPlan[]
  readonly issuers: readonly Issuer[]
  /** What requests look like, of the versions whose requests are judged by it; left out where there are none. */
  readonly contracts?: readonly SnapshotContract[]
}

export interface Route {
  /** `payments/v2 POST /charges`, or `payments/v2 *` for a prefix. */
  readonly id: string
  readonly api: string
  /** The major line, `v2`. */
  readonly version: string
  /** The release served, `2.3.1`. */
  readonly semver: string
  /** Host names of the listener, lower case, without port. Empty: any host. */
  readonly hosts: readonly string[]
  /** An HTTP method in upper case, or `*`. */
  readonly method: string
  /**
   * What the caller sees: `/payments/v2/charges/{id}`; `{name}` is one segment. Ends in `/*` on a prefix route, which matches
   * everything below.
   */
  readonly path: string
  /** Taken off the front of the caller's path before `upstreamPath` is put there: `/payments/v2`, or `''`. */
  readonly basePath: string
  /** Put in front of what is left: `/`, or `/api`. */
  readonly upstreamPath: string
  /** Id of an upstream. */
  readonly upstream: string
  readonly auth: RouteAuth
  /** Where an API key may stand besides `x-api-key` and the bearer token; sorted. Absent: nowhere else. */
  readonly keyPlaces?: readonly KeyPlace[]
  /** In the order they were written; the gateway runs them by phase. `config` has been checked by the plugin's schema, defaults applied. */
  readonly plugins: readonly PluginUse[]
}

/** A query parameter, a cookie or a header field (its name in lower case) that may carry an API key. */
export interface KeyPlace {
  readonly in: 'query' | 'cookie' | 'header'
  readonly name: string
}

export type AuthMethod = 'api-key' | 'jwt' | 'mtls'

/**
 * `none`: open on purpose. `any`: one of the methods. `all`: each of them. A grant for the API's version is wanted in the latter
 * two, and of callers with a token one whole set of `scopes`, where there are any.
 */
export type RouteAuth =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'any' | 'all'
      readonly methods: readonly AuthMethod[]
      readonly scopes?: readonly (readonly string[])[]
    }

export interface PluginUse {
  readonly id: string
  readonly config: unknown
}

export interface Upstream {
  /** `payments/payments`: API, then the name of the upstream. */
  readonly id: string
  readonly targets: readonly Target[]
  readonly health: HealthProbe | null
  /** What its targets speak: HTTP/1.1 where it is absent. `h2` is HTTP/2, agreed on over TLS, and without asking in the clear. */
  readonly protocol?: 'h2'
  /** Of targets with `https:`. Absent: their certificates come from an authority that Node knows. */
  readonly tls?: UpstreamTls
  /** Absent: by weight, in turn. */
  readonly balance?: Balance
  readonly timeouts?: UpstreamTimeouts
  /** Bytes a second at which the body of a request must come; 0: as slowly as it likes. Absent: as the gateway has it. */
  readonly bodyRate?: number
  /** Absent: what failed after it was sent is not sent again. */
  readonly retries?: Retries
  /** Absent: none. */
  readonly breaker?: Breaker
}

/** Files are named, and never in a snapshot: their paths are below the folder that the gateway was started with. All are PEM. */
export interface UpstreamTls {
  /** The authorities that its certificate may come from. Absent: those that Node knows. */
  readonly ca?: FileReference
  /** What the gateway shows: with `key`, or neither. */
  readonly cert?: FileReference
  readonly key?: FileReference
  /** The name that its certificate must have, and that is asked for (SNI). Absent: the host of the target. */
  readonly serverName?: string
}

export interface FileReference {
  readonly file: string
}

/** Milliseconds; what is left out is as the gateway has it. */
export interface UpstreamTimeouts {
  readonly connect?: number
  /** Of each try, from the end of the request to the head of its answer. */
  readonly head?: number
  /** Between two pieces of a body, in either direction. */
  readonly idle?: number
  readonly total?: number
}

/** Of requests that may be sent twice (RFC 9110 section 9.2.2), where an upstream gives no answer, or 502, 503 or 504. */
export interface Retries {
  /** How often one is sent again at most. */
  readonly times: number
  /** Of all requests of the last ten seconds at most this share, in percent, beside a few a second. */
  readonly budget: number
}

export interface Breaker {
  /** At a time; more are turned away. Absent: as many as come. */
  readonly requests?: number
  /** In a row, after which all are turned away. Absent: never. */
  readonly failures?: number
  /** For how long, in milliseconds, the first time. */
  readonly pause?: number
}

/** `connections`: to the target with the fewest requests for its weight. Otherwise what is equal goes to the same target. */
export type Balance =
  | { readonly by: 'connections' | 'consumer' | 'address' }
  | {
      readonly by: 'header'
      /** Lower case. */
      readonly name: string
    }

export interface Target {
  /** `http:` or `https:`, no path, query or fragment. */
  readonly url: string
  /** Share of requests, a whole number ≥ 0; 0 gets none. */
  readonly weight: number
  /** Requests of these consumers, and with this header, go here whatever the weight. */
  readonly canary?: Canary
}

export interface Canary {
  /** Ids. */
  readonly consumers?: readonly string[]
  readonly header?: {
    /** Lower case. */
    readonly name: string
    readonly value: string
  }
}

export interface HealthProbe {
  readonly path: string
  /** Milliseconds. */
  readonly interval: number
}

export interface SnapshotConsumer {
  readonly id: string
  readonly keys: readonly KeyCredential[]
  readonly tokens: readonly TokenCredential[]
  /** Names of client certificates that belong to the consumer; left out where there are none. */
  readonly certificates?: readonly SubjectAltName[]
  readonly grants: readonly SnapshotGrant[]
}

export interface KeyCredential {
  readonly id: string
  /** `agk_` and six characters: what logs may show. */
  readonly prefix: string
  /** `sha256:` and hex over the whole key. */
  readonly hash: string
  /** `YYYY-MM-DD`, the last day it works (UTC); `null`: no end. */
  readonly expires: string | null
}

/** A token of `issuer` whose `claim` is `value` belongs to the consumer. */
export interface TokenCredential {
  readonly issuer: string
  readonly claim: string
  readonly value: string
}

/** One of the names of a certificate (RFC 5280 section 4.2.1.6), compared as it is written. */
export interface SubjectAltName {
  readonly san: 'dns' | 'uri' | 'email'
  readonly value: string
}

export interface SnapshotGrant {
  readonly api: string
  readonly version: string
  readonly plan: string
  readonly expires: string | null
}

export interface SnapshotPlan {
  readonly id: string
  readonly limits: readonly RateLimit[]
}

export interface RateLimit {
  readonly requests: number
  /** Milliseconds, or a period of the calendar. */
  readonly per: number | CalendarPeriod
  /** How many may come at once, of a bucket. */
  readonly burst: number
  /** Absent: a token bucket. */
  readonly algorithm?: 'sliding-window'
  /** Where it is counted with other gateways and that cannot be done: absent, this one counts alone; `refuse`: nobody passes. */
  readonly whenAway?: 'refuse'
}

/** In UTC; weeks begin on Monday. */
export type CalendarPeriod = 'hour' | 'day' | 'week' | 'month'

export interface Issuer {
  readonly id: string
  /** Exactly the `iss` of its tokens. */
  readonly issuer: string
  /** Must be among the `aud` of its tokens. */
  readonly audience: string
  /** Where its keys are. Absent: where its OpenID configuration says. */
  readonly jwks?: string
}
