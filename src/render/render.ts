/**
 * Rendering turns a catalog into what a gateway runs in one environment. Two steps: `compileGateway` decides (which routes there
 * are, who may call them, how hard they may be hit) and gives our own neutral words for it, the snapshot's content; a renderer in
 * `renderers/` only writes that down, for our gateway or for another.
 *
 * Pure: contracts come in as summaries, the commit and sequence as values, and the clock is not asked. What has expired stays in;
 * the gateway knows what day it is.
 */
import { compareFindings, compareText, type Finding } from '../base/finding.ts'
import type { Place } from '../base/place.ts'
import type { OutputFile } from '../base/tree.ts'
import type { Catalog, Environment } from '../catalog/catalog.ts'
import { digestOf } from '../snapshot/canonical.ts'
import type { Sign } from '../snapshot/signature.ts'
import type { SnapshotContent } from '../snapshot/snapshot.ts'
import { accessOf } from './access.ts'
import type { Renderer } from './renderer.ts'
import { type ContractOf, conflicts, type RequestsOf, routesOf } from './routes.ts'

export interface GatewayInput {
  readonly catalog: Catalog
  readonly environment: Environment
  /** The contract an exposure asks for: of the release it pins, or of the catalog's own tree for `latest`. */
  readonly contractOf: ContractOf
  /** What its requests look like, asked for where the gateway judges them; `null` where it does not say. */
  readonly requestsOf?: RequestsOf
  /** Leaves out the routes of other APIs: a comparison of two catalogs need not read what is the same in both. */
  readonly only?: (api: string) => boolean
}

export interface CompiledGateway {
  readonly content: SnapshotContent
  readonly digest: string
  /** Where each entry was decided, most telling place first, by list and id. */
  readonly provenance: Provenance
  /** With an error among them, `content` may be looked at but not run. */
  readonly findings: readonly Finding[]
}

export type Provenance = { readonly [List in keyof SnapshotContent]-?: ReadonlyMap<string, readonly Place[]> }

/** An entry of the content with the places that decided it. */
export interface Sourced<Entry> {
  readonly entry: Entry
  readonly places: readonly Place[]
}

export function compileGateway({ catalog, environment, contractOf, requestsOf, only }: GatewayInput): CompiledGateway {
  const compiled = [...catalog.apis.values()]
    .filter(({ id }) => only?.(id) ?? true)
    .map((api) => routesOf(catalog, api, environment, contractOf, requestsOf))
  const routes = sorted(compiled.flatMap((api) => api.routes))
  const upstreams = sorted(compiled.flatMap((api) => api.upstreams))
  const { consumers, plans } = accessOf(catalog, environment)
  const issuers = environment.issuers.map((issuer, index) => ({
    entry: issuer,
    places: [catalog.place(environment.file, `/issuers/${index}`)],
  }))
  const contracts = sorted(compiled.flatMap((api) => api.contracts))
  const lists = { routes, upstreams, consumers: sorted(consumers), plans: sorted(plans), issuers: sorted(issuers) }
  const content: SnapshotContent = {
    routes: lists.routes.map(({ entry }) => entry),
    upstreams: lists.upstreams.map(({ entry }) => entry),
    consumers: lists.consumers.map(({ entry }) => entry),
    plans: lists.plans.map(({ entry }) => entry),
    issuers: lists.issuers.map(({ entry }) => entry),
    ...(contracts.length === 0 ? {} : { contracts: contracts.map(({ entry }) => entry) }),
  }
  const findings = [...compiled.flatMap((api) => api.findings), ...conflicts(catalog, environment, routes)]
  return {
    content,
    digest: digestOf(content),
    provenance: {
      routes: placesOf(lists.routes),
      upstreams: placesOf(lists.upstreams),
      consumers: placesOf(lists.consumers),
      plans: placesOf(lists.plans),
      issuers: placesOf(lists.issuers),
      contracts: placesOf(contracts),
    },
    findings: findings.sort(compareFindings),
  }
}

export interface Origin {
  readonly environment: string
  readonly commit: string
  readonly sequence: number
  /** `null`: the snapshot is not signed. */
  readonly sign: Sign | null
}

/** The files of a compiled gateway, as `renderer` writes them. */
export function render(renderer: Renderer, gateway: CompiledGateway, origin: Origin): readonly OutputFile[] {
  const { sign, ...rest } = origin
  const signature = sign?.({ ...rest, digest: gateway.digest }) ?? null
  return renderer.render({ ...gateway, ...rest, signature })
}

function sorted<Entry extends { readonly id: string }>(entries: readonly Sourced<Entry>[]): readonly Sourced<Entry>[] {
  return entries.toSorted((a, b) => compareText(a.entry.id, b.entry.id))
}

function placesOf(entries: readonly Sourced<{ readonly id: string }>[]): ReadonlyMap<string, readonly Place[]> {
  return new Map(entries.map(({ entry, places }) => [entry.id, places]))
}
