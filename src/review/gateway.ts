/**
 * What the gateways would do after the merge: both catalogs are compiled for each environment and compared, route by route. Only
 * APIs that the proposal can affect are compiled, because compiling one needs its contract; everything else needs no contract and
 * is always compared.
 */
import { compareText, type Finding } from '../base/finding.ts'
import type { Api, Catalog, Environment } from '../catalog/catalog.ts'
import type { ContractSource } from '../contract/contract.ts'
import type { ContractRequests } from '../contract/requests.ts'
import type { ContractSummary } from '../contract/summary.ts'
import { isPromised } from '../policy/promise.ts'
import { type CompiledGateway, compileGateway } from '../render/render.ts'
import { basePathOf, exposedVersions, judgesByContract } from '../render/routes.ts'
import { canonicalJson } from '../snapshot/canonical.ts'
import type { Route } from '../snapshot/snapshot.ts'
import { attempt } from './attempt.ts'
import type { Judge } from './judge.ts'
import type { GatewayPlan } from './review.ts'
import { type Side, sourceOf } from './side.ts'
import type { ReleaseName } from './tags.ts'

/** The contract of a release, from its tag; `null` where there is none. */
export type Released = (catalog: Catalog, release: ReleaseName) => Promise<ContractSource | null>

export interface GatewayInput {
  readonly base: Side | null
  readonly head: Side
  readonly changedFiles: readonly string[]
  /** APIs whose folder or shared files changed. */
  readonly touched: readonly Api[]
  readonly released: Released
}

export interface PlannedGateways {
  readonly plans: readonly GatewayPlan[]
  readonly findings: readonly Finding[]
}

/** The plan of each environment of either catalog, in order of promotion, and what is wrong with the head's. */
export async function planGateways(input: GatewayInput, judge: Judge): Promise<PlannedGateways> {
  const { base, head } = input
  const names = new Set([...head.catalog.settings.environments, ...(base?.catalog.settings.environments ?? [])])
  const planned = await Promise.all([...names].map((environment) => planGateway(input, environment, judge)))
  return { plans: planned.flatMap(({ plans }) => plans), findings: planned.flatMap(({ findings }) => findings) }
}

async function planGateway(input: GatewayInput, id: string, judge: Judge): Promise<PlannedGateways> {
  const { base, head } = input
  const affected = affectedApis(input, id)
  const [before, after] = await Promise.all([
    compileSide(input, base, id, affected, judge),
    compileSide(input, head, id, affected, judge),
  ])
  const known = new Set(
    base?.catalog.settings.review.known === 'baseline' ? before.findings.map(({ fingerprint }) => fingerprint) : [],
  )
  return {
    plans: [compare(head.catalog.settings.catalog, id, before.gateway, after.gateway)],
    findings: after.findings.map((finding) => (known.has(finding.fingerprint) ? { ...finding, known: true } : finding)),
  }
}

/**
 * The APIs to compile: those the proposal touches, those that share a path with one of them, and all where the environment itself
 * changes.
 */
function affectedApis(
  { base, head, changedFiles, touched }: GatewayInput,
  environment: string,
): (api: string) => boolean {
  const files = [base, head].map((side) => side?.catalog.environments.get(environment)?.file)
  if (files.some((file) => file !== undefined && changedFiles.includes(file))) return () => true
  const ids = new Set(touched.map(({ id }) => id))
  const paths = new Map([...head.catalog.apis].map(([id, api]) => [id, basePaths(api, environment)]))
  const touchedPaths = [...ids].flatMap((id) => paths.get(id) ?? [])
  for (const [id, own] of paths) if (own.some((path) => touchedPaths.some((other) => overlap(path, other)))) ids.add(id)
  return (api) => ids.has(api)
}

function basePaths(api: Api, environment: string): readonly string[] {
  return exposedVersions(api, environment).map(({ version }) => `${basePathOf(version)}/`)
}

function overlap(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a)
}

interface CompiledSide {
  readonly gateway: CompiledGateway | null
  readonly findings: readonly Finding[]
}

async function compileSide(
  input: GatewayInput,
  side: Side | null,
  id: string,
  affected: (api: string) => boolean,
  judge: Judge,
): Promise<CompiledSide> {
  const environment = side?.catalog.environments.get(id)
  if (!side || !environment) return { gateway: null, findings: [] }
  const gateway = await gatewayOf(side, environment, { released: input.released, judge }, affected)
  return { gateway, findings: gateway.findings }
}

/** Compiles an environment, with the contracts its exposures ask for; `only` leaves out the routes of other APIs. */
export async function gatewayOf(
  side: Side,
  environment: Environment,
  ask: { readonly released: Released; readonly judge: Judge },
  only: (api: string) => boolean = () => true,
): Promise<CompiledGateway> {
  const { contracts, failures } = await contractsFor(side, environment, only, ask)
  const known = (api: string, version: string, semver: string) => contracts.get(`${api}/${version}@${semver}`)
  const gateway = compileGateway({
    catalog: side.catalog,
    environment,
    contractOf: (...name) => known(...name)?.summary ?? null,
    requestsOf: (...name) => known(...name)?.requests ?? null,
    only,
  })
  return { ...gateway, findings: [...failures, ...gateway.findings] }
}

/** Of a contract what the gateway is compiled from; `requests` where it judges them. */
interface KnownContract {
  readonly summary: ContractSummary
  readonly requests: ContractRequests | null
}

/** The contracts that the environment's exposures ask for, by `<api>/<version>@<semver or latest>`, and why one could not be asked for. */
async function contractsFor(
  side: Side,
  environment: Environment,
  affected: (api: string) => boolean,
  ask: { readonly released: Released; readonly judge: Judge },
): Promise<{ readonly contracts: ReadonlyMap<string, KnownContract>; readonly failures: readonly Finding[] }> {
  const { catalog } = side
  const wanted = [...catalog.apis.values()]
    .filter(({ id }) => affected(id))
    .flatMap((api) => exposedVersions(api, environment.id).map((exposed) => ({ api: api.id, ...exposed })))
  const attempts = await Promise.all(
    wanted.map(async ({ api, version, semver, exposure }) => {
      const place = { file: exposure.file, line: 1, column: 1 }
      const about = { catalog: catalog.settings.catalog, api, version: version.name, place }
      const known = async (source: ContractSource | null): Promise<KnownContract | null> => {
        const summary = source && (await ask.judge.summarise(source)).summary
        if (!summary) return null
        const judged = judgesByContract(version, exposure) && version.gateway.exposes === 'contract'
        return { summary, requests: judged ? (await ask.judge.requests(source)).requests : null }
      }
      const read = async () => {
        if (semver === 'latest') return known(await sourceOf(side, api, version.name))
        const released = await known(await ask.released(catalog, { api, version: version.name, semver }))
        if (released || !isPromised(version.state)) return released
        // A proposal may pin the very release that its merge makes: the tag is not there yet, the contract is.
        const own = await known(await sourceOf(side, api, version.name))
        return own?.summary.semver === semver ? own : null
      }
      return { key: `${api}/${version.name}@${semver}`, ...(await attempt(read, about)) }
    }),
  )
  return {
    contracts: new Map(attempts.flatMap(({ key, answer }) => (answer ? [[key, answer]] : []))),
    failures: attempts.flatMap(({ failure }) => failure ?? []),
  }
}

function compare(
  catalog: string,
  environment: string,
  before: CompiledGateway | null,
  after: CompiledGateway | null,
): GatewayPlan {
  const routes = differences(withoutRelease(before), withoutRelease(after))
  const lists = [
    ['upstream', 'upstreams'],
    ['consumer', 'consumers'],
    ['plan', 'plans'],
    ['issuer', 'issuers'],
    ['contract', 'contracts'],
  ] as const
  const others = lists.flatMap(([noun, list]) => {
    const { added, removed, altered } = differences(before?.content[list] ?? [], after?.content[list] ?? [])
    return [...added, ...removed, ...altered].sort(compareText).map((id) => `${noun} ${id}`)
  })
  const unchanged = before?.digest === after?.digest
  return { catalog, environment, unchanged, ...routes, others: [...releases(before, after), ...others] }
}

/** A new release alters every route of its version in nothing but its number: that is told once, see `releases`. */
function withoutRelease(gateway: CompiledGateway | null): readonly Omit<Route, 'semver'>[] {
  return gateway?.content.routes.map(({ semver: _, ...route }) => route) ?? []
}

/** `release payments/v2 2.3.0 → 2.4.0` */
function releases(before: CompiledGateway | null, after: CompiledGateway | null): readonly string[] {
  const served = (gateway: CompiledGateway | null) =>
    new Map(gateway?.content.routes.map(({ api, version, semver }) => [`${api}/${version}`, semver]))
  const old = served(before)
  return [...served(after)].flatMap(([name, semver]) => {
    const from = old.get(name)
    return from === undefined || from === semver ? [] : [`release ${name} ${from} → ${semver}`]
  })
}

function differences(before: readonly { readonly id: string }[], after: readonly { readonly id: string }[]) {
  const texts = new Map(before.map((entry) => [entry.id, canonicalJson(entry)]))
  const ids = new Set(after.map(({ id }) => id))
  return {
    added: after.filter(({ id }) => !texts.has(id)).map(({ id }) => id),
    removed: before.filter(({ id }) => !ids.has(id)).map(({ id }) => id),
    altered: after
      .filter((entry) => (texts.get(entry.id) ?? canonicalJson(entry)) !== canonicalJson(entry))
      .map(({ id }) => id),
  }
}
