import type { Api, Catalog, Environment } from '#catalog/catalog.ts'
import type { ContractSummary } from '#contract/summary.ts'
import { catalogOf } from '../policy/proposal-literal.ts'

/** `payments` in two versions and one environment: what the renderers' goldens are made of. */
export function shop(change: (payments: Api) => Partial<Api> = () => ({})): {
  readonly catalog: Catalog
  readonly environment: Environment
} {
  const frame = catalogOf({ apis: { payments: { versions: { v1: { state: 'retired' }, v2: {} } } } })
  const payments = frame.apis.get('payments')
  const v2 = payments?.versions.get('v2')
  if (!payments || !v2) throw new Error('the frame has payments/v2')
  const exposed: Api = {
    ...payments,
    versions: new Map([
      ...payments.versions,
      [
        'v2',
        {
          ...v2,
          gateway: {
            ...v2.gateway,
            path: '/payments/{version}',
            plugins: [{ id: 'rate-limit', config: { requests: 600, per: 60_000, by: 'consumer' } }],
          },
        },
      ],
    ]),
    exposures: new Map([
      [
        'prod',
        {
          file: 'apis/payments/environments/prod.yaml',
          environment: 'prod',
          versions: new Map([
            ['v1', '1.9.0'],
            ['v2', '2.3.1'],
          ]),
          listener: 'partner',
          upstreams: new Map([['main', { targets: [{ url: 'http://10.0.0.7:9001', weight: 1 }], health: null }]]),
          plugins: [{ id: 'rate-limit', config: { requests: 6000, per: 60_000, by: 'consumer' } }],
        },
      ],
    ]),
  }
  const environment: Environment = {
    id: 'prod',
    file: 'environments/prod.yaml',
    promote: 'review',
    listeners: new Map([['partner', { hosts: ['Partners.acme.example'] }]]),
    issuers: [{ id: 'https://id.acme.example', issuer: 'https://id.acme.example', audience: 'apis' }],
    nodes: { minimum: 1 },
    snapshotFormat: 1,
  }
  const grant = { environments: ['prod'], plan: 'gold', expires: null }
  const catalog: Catalog = {
    ...frame,
    apis: new Map([['payments', { ...exposed, ...change(exposed) }]]),
    environments: new Map([['prod', environment]]),
    plans: new Map(
      ['gold', 'silver'].map((id) => [
        id,
        {
          id,
          file: `plans/${id}.yaml`,
          limits: [{ requests: 100, per: 1000, burst: 200 }],
          approval: 'owner' as const,
        },
      ]),
    ),
    consumers: new Map(
      ['web-shop', 'intranet'].map((id) => [
        id,
        {
          id,
          file: `consumers/${id}.yaml`,
          title: id,
          owner: 'web-team',
          repository: null,
          credentials: new Map([
            [
              'prod',
              [
                { kind: 'api-key', id: '2026-11', prefix: 'agk_8F3kq2', hash: 'sha256:00', expires: '2027-11-20' },
                { kind: 'jwt', issuer: 'https://id.acme.example', claim: 'azp', value: id },
              ] as const,
            ],
          ]),
        },
      ]),
    ),
    subscriptions: new Map([
      [
        'payments/web-shop',
        {
          file: 'subscriptions/payments/web-shop.yaml',
          api: 'payments',
          consumer: 'web-shop',
          grants: [
            { version: 'v1', ...grant },
            { version: 'v2', ...grant },
          ],
          uses: [],
        },
      ],
      [
        'payments/intranet',
        {
          file: 'subscriptions/payments/intranet.yaml',
          api: 'payments',
          consumer: 'intranet',
          grants: [{ version: 'v2', ...grant, environments: ['dev'] }],
          uses: [],
        },
      ],
    ]),
  }
  return { catalog, environment }
}

/** `GET /charges !` is an operation for which the contract asks for a credential. */
export function summaryOf(semver: string, ...operations: readonly string[]): ContractSummary {
  return {
    title: 'Payments',
    kind: 'openapi',
    semver,
    semverPlace: { file: 'openapi.yaml', line: 4, column: 3 },
    digest: semver,
    operations: operations.map((text) => {
      const [method = '', path = '', secured] = text.split(' ')
      return { method, path, operationId: null, summary: '', deprecated: false, secured: secured === '!' }
    }),
  }
}
