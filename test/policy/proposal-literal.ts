import type { Api, ApiVersion, Catalog, Exception, Plan, Settings, Team } from '#catalog/catalog.ts'
import type { ContractSummary } from '#contract/summary.ts'
import type { Change, Diff } from '#diff/change.ts'
import type { ContractChange, ProposalView } from '#policy/check.ts'
import { bareCircumstances, type Circumstances } from '#policy/circumstances.ts'

/** What differs from an empty catalog of the company `acme`, whose board is `board`. */
interface CatalogParts {
  readonly root?: string
  readonly board?: string | null
  readonly apis?: Readonly<Record<string, { readonly owner?: string; readonly versions?: Versions }>>
  readonly teams?: readonly string[]
  readonly consumers?: Readonly<Record<string, { readonly owner: string }>>
  readonly plans?: Readonly<Record<string, Plan['approval']>>
  /** `payments/web-shop`: the plans it is granted. */
  readonly subscriptions?: Readonly<Record<string, readonly string[]>>
  readonly exceptions?: Readonly<Record<string, Partial<Exception>>>
}
type Versions = Readonly<Record<string, Partial<ApiVersion>>>

/** A catalog whose places are all line 1 of the file asked for. */
export function catalogOf(parts: CatalogParts = {}): Catalog {
  const root = parts.root ?? ''
  const at = (path: string) => (root === '' ? path : `${root}/${path}`)
  const mapped = <From, To>(from: Readonly<Record<string, From>> | undefined, to: (id: string, value: From) => To) =>
    new Map(Object.entries(from ?? {}).map(([id, value]) => [id, to(id, value)]))
  const settings: Settings = {
    file: at('apigov.yaml'),
    catalog: 'acme',
    environments: ['dev', 'prod'],
    shared: 'shared/**',
    review: { board: parts.board === undefined ? 'board' : parts.board, failOn: 'error', known: 'baseline' },
    compatibility: {},
    maxContractBytes: 1_000_000,
    plugins: new Map(),
  }
  return {
    root,
    settings,
    apis: mapped(parts.apis, (id, api) =>
      apiOf(id, at(`apis/${id}`), api.owner ?? 'payments-team', api.versions ?? {}),
    ),
    environments: new Map(),
    teams: new Map((parts.teams ?? ['board', 'payments-team', 'web-team']).map((id) => [id, teamOf(id, at)])),
    consumers: mapped(parts.consumers, (id, { owner }) => ({
      id,
      file: at(`consumers/${id}.yaml`),
      title: id,
      owner,
      repository: null,
      credentials: new Map(),
    })),
    plans: mapped(parts.plans, (id, approval) => ({ id, file: at(`plans/${id}.yaml`), limits: [], approval })),
    subscriptions: mapped(parts.subscriptions, (id, plans) => ({
      file: at(`subscriptions/${id}.yaml`),
      api: id.split('/')[0] ?? '',
      consumer: id.split('/')[1] ?? '',
      grants: plans.map((plan) => ({ version: 'v1', environments: ['prod'], plan, expires: null })),
      uses: [],
    })),
    adoptions: new Map(),
    exceptions: mapped(parts.exceptions, (id, exception) => ({
      id,
      file: at(`exceptions/${id}.yaml`),
      for: 'change',
      fingerprint: 'fp1:00',
      reason: 'Nobody calls it.',
      expires: '2027-01-31',
      ...exception,
    })),
    place: (file) => ({ file, line: 1, column: 1 }),
  }
}

function teamOf(id: string, at: (path: string) => string): Team {
  return { id, file: at(`teams/${id}.yaml`), title: id, forge: `acme/${id}`, contact: null }
}

function apiOf(id: string, folder: string, owner: string, versions: Versions): Api {
  return {
    id,
    file: `${folder}/api.yaml`,
    folder,
    title: id,
    summary: '',
    owner,
    domain: null,
    visibility: 'internal',
    dataClass: 'internal',
    labels: {},
    compatibility: {},
    versions: new Map(Object.entries(versions).map(([name, parts]) => [name, versionOf(folder, name, parts)])),
    exposures: new Map(),
  }
}

function versionOf(folder: string, name: string, parts: Partial<ApiVersion>): ApiVersion {
  return {
    name,
    state: 'published',
    sunset: null,
    successor: null,
    semver: null,
    contract: `${folder}/${name}/openapi.yaml`,
    source: null,
    gateway: {
      path: `/${folder}/{version}`,
      upstreamPath: '/',
      exposes: 'contract',
      upstream: 'main',
      auth: { kind: 'any', methods: ['api-key'] },
      keyPlaces: null,
      plugins: [],
    },
    ...parts,
  }
}

/** A proposal made on 20 November 2026 by `ann`; its head is `head1`. */
export function proposalOf(
  parts: Partial<Omit<ProposalView, 'circumstances'>> & { readonly circumstances?: Partial<Circumstances> },
): ProposalView {
  return {
    base: catalogOf(),
    head: catalogOf(),
    headCommit: 'head1',
    changedFiles: [],
    contracts: new Map(),
    ...parts,
    circumstances: { ...bareCircumstances('2026-11-20T12:00:00Z'), author: 'ann', ...parts.circumstances },
  }
}

/** A contract whose version went from `base` to `head` with these changes, given as `impact fingerprint`. */
export function contractChange(
  base: string | null,
  head: string | null,
  ...changes: readonly string[]
): ContractChange {
  return {
    base: summaryOf(base),
    head: summaryOf(head),
    diff: base && head ? diffOf(changes) : null,
    lint: { base: null, head: null },
  }
}

function summaryOf(semver: string | null): ContractSummary | null {
  return semver === null
    ? null
    : {
        title: 'API',
        kind: 'openapi',
        semver,
        semverPlace: { file: 'openapi.yaml', line: 4, column: 3 },
        digest: semver,
        operations: [],
      }
}

function diffOf(texts: readonly string[]): Diff {
  const changes = texts.map((text): Change => {
    const [impact, fingerprint = ''] = text.split(' ')
    return {
      rule: 'some-change',
      impact: impact as Change['impact'],
      direction: 'none',
      message: `A ${impact} change`,
      help: 'Undo it.',
      fingerprint,
      subject: { kind: 'document' },
      affects: [],
      base: null,
      revision: null,
      nearest: null,
    }
  })
  const breaking = changes.some(({ impact }) => impact === 'breaking')
  return { changes, breaking, bump: breaking ? 'major' : changes.length > 0 ? 'minor' : 'none' }
}
