import assert from 'node:assert/strict'
import test from 'node:test'
import type { Api, ApiVersion, Environment } from '#catalog/catalog.ts'
import type { ContractSummary } from '#contract/summary.ts'
import { compileGateway } from '#render/render.ts'
import type { RouteAuth } from '#snapshot/snapshot.ts'
import { shop, summaryOf } from './shop.ts'

const charges = summaryOf('2.3.1', 'GET /charges', 'POST /charges !')
/** The API with its `v2` changed. */
const v2 = (change: (version: ApiVersion) => Partial<ApiVersion>) => (payments: Api) => {
  const version = payments.versions.get('v2')
  assert.ok(version)
  return { versions: new Map([['v2', { ...version, ...change(version) }]]) }
}
const compiled = (change?: Parameters<typeof shop>[0], contract: ContractSummary | null = charges) =>
  compileGateway({ ...shop(change), contractOf: () => contract })

test('render: a route per operation of the contract, with the stricter of what catalog and contract ask for', () => {
  const open = v2(({ gateway }) => ({ gateway: { ...gateway, auth: { kind: 'none' } } }))
  const { content, findings } = compiled(open)
  assert.deepEqual(
    content.routes.map(({ id, auth }) => ({ id, auth })),
    [
      { id: 'payments/v2 GET /charges', auth: { kind: 'none' } },
      { id: 'payments/v2 POST /charges', auth: { kind: 'any', methods: ['api-key', 'jwt'] } },
    ],
  )
  assert.deepEqual(
    findings.map(({ rule, severity, message }) => ({ rule, severity, message })),
    [
      {
        rule: 'auth-none-refused',
        severity: 'warning',
        message:
          '`payments/v2` says `auth: none`, but its contract asks for a credential: the gateway will ask for one',
      },
    ],
  )
})

test('render: authentication that the gateway cannot check is an error, before a gateway refuses the snapshot', () => {
  const asking = (auth: RouteAuth, issuers: Environment['issuers'] = []) => {
    const { catalog, environment } = shop(v2(({ gateway }) => ({ gateway: { ...gateway, auth } })))
    const trusting = { ...environment, issuers }
    return compileGateway({ catalog, environment: trusting, contractOf: () => charges }).findings.map(
      ({ rule, severity, message, place, help }) => ({ rule, severity, message, file: place?.file, help }),
    )
  }
  const told = (what: string) => [
    {
      rule: 'auth-unenforceable',
      severity: 'error',
      message: `\`payments/v2\` would stop every gateway of \`prod\` from taking the snapshot: it asks for ${what}, and no issuer of tokens is trusted there`,
      file: 'apis/payments/api.yaml',
      help: 'Add `issuers` to `environments/prod.yaml`, or let `gateway.auth` take keys: `{ any: [api-key, jwt] }`.',
    },
  ]
  assert.deepEqual(asking({ kind: 'any', methods: ['jwt'] }), told('any of `jwt`'))
  assert.deepEqual(asking({ kind: 'all', methods: ['api-key', 'jwt'] }), told('all of `api-key`, `jwt`'))
  assert.deepEqual(asking({ kind: 'all', methods: ['api-key'] }), [])
  const [unasked] = asking({ kind: 'any', methods: ['mtls'] })
  assert.deepEqual(unasked, {
    ...told('')[0],
    message:
      '`payments/v2` would stop every gateway of `prod` from taking the snapshot: it asks for any of `mtls`, and nobody is asked for a certificate there',
    help: 'Add `clientCertificates: true` (where its gateways have `--tls-client-ca`) to `environments/prod.yaml`, or let `gateway.auth` take keys: `{ any: [api-key, jwt] }`.',
  })
  assert.deepEqual(asking({ kind: 'all', methods: ['api-key', 'jwt'] }, shop().environment.issuers), [])
})

test('render: a schema that nothing can be judged by is an error, before the first request meets it', () => {
  const { catalog, environment } = shop(
    v2(({ gateway }) => ({ gateway: { ...gateway, plugins: [{ id: 'validate-request', config: {} }] } })),
  )
  const shapes = { definitions: { Pet: { minimum: 'a' } }, operations: {} }
  const unusable = [{ name: 'Pet', why: 'minimum value must be "number"' }]
  const { content, findings } = compileGateway({
    ...{ catalog, environment, contractOf: () => charges },
    requestsOf: () => ({ ...shapes, unusable }),
  })
  assert.deepEqual(content.contracts, [{ id: 'payments/v2', ...shapes }])
  assert.deepEqual(
    findings.map(({ rule, severity, message }) => [rule, severity, message]),
    [
      [
        'schema-unusable',
        'error',
        '`payments/v2` has schemas by which nothing can be judged: `Pet` (minimum value must be "number")',
      ],
    ],
  )
})

test('render: what answers look like goes along where answers are judged, and only there', () => {
  const answers = { definitions: {}, operations: { 'GET /charges': { 200: {} } } }
  const contractsFor = (plugin: string) => {
    const judging = v2(({ gateway }) => ({ gateway: { ...gateway, plugins: [{ id: plugin, config: {} }] } }))
    const requestsOf = () => ({ definitions: {}, operations: {}, answers })
    return compileGateway({ ...shop(judging), contractOf: () => charges, requestsOf }).content.contracts
  }
  const requests = { id: 'payments/v2', definitions: {}, operations: {} }
  assert.deepEqual(contractsFor('validate-response'), [{ ...requests, answers }])
  assert.deepEqual(contractsFor('validate-request'), [requests])
})

test('render: keys may stand where the contract says, unless the catalog says otherwise', () => {
  const placesOf = (keyPlaces: ApiVersion['gateway']['keyPlaces'], contract: ContractSummary) =>
    compiled(
      v2(({ gateway }) => ({ gateway: { ...gateway, keyPlaces } })),
      contract,
    ).content.routes.map((route) => route.keyPlaces)[0]
  const ofContract = [
    { in: 'header', name: 'x-api-key' },
    { in: 'query', name: 'key' },
  ] as const
  assert.deepEqual(placesOf(null, { ...charges, keyPlaces: ofContract }), [{ in: 'query', name: 'key' }])
  assert.deepEqual(placesOf([{ in: 'cookie', name: 'k' }], { ...charges, keyPlaces: ofContract }), [
    { in: 'cookie', name: 'k' },
  ])
  assert.equal(placesOf([], { ...charges, keyPlaces: ofContract }), undefined)
  assert.equal(placesOf(null, charges), undefined)
})

test('render: one route for everything below the base path where the API exposes a prefix', () => {
  const prefix = v2(({ gateway }) => ({ gateway: { ...gateway, exposes: 'prefix' } }))
  assert.deepEqual(
    compiled(prefix).content.routes.map(({ id, method, path, basePath }) => ({ id, method, path, basePath })),
    [{ id: 'payments/v2 *', method: '*', path: '/payments/v2/*', basePath: '/payments/v2' }],
  )
})

test('render: a retired version has no route and its grants are gone with it', () => {
  const { content } = compiled(v2(() => ({ state: 'retired' })))
  assert.deepEqual({ ...content, issuers: [] }, { routes: [], upstreams: [], consumers: [], plans: [], issuers: [] })
})

test('render: a version whose contract cannot be had gets no route, and an error says which line asks for it', () => {
  const { content, findings } = compiled(undefined, null)
  assert.deepEqual(content.routes, [])
  assert.deepEqual(
    findings.map(({ rule, severity, message, place }) => ({ rule, severity, message, file: place?.file })),
    [
      {
        rule: 'contract-unavailable',
        severity: 'error',
        message: '`payments/v2` cannot be served in `prod`: there is no release `2.3.1` of it',
        file: 'apis/payments/environments/prod.yaml',
      },
    ],
  )
})

test('render: two routes that the same request would match are an error', () => {
  const twice = summaryOf('2.3.1', 'GET /charges/{id}', 'GET /charges/{charge}')
  assert.deepEqual(
    compiled(undefined, twice).findings.map(({ message }) => message),
    [
      '`payments/v2 GET /charges/{id}` and `payments/v2 GET /charges/{charge}` both answer `GET /payments/v2/charges/{id}` in `prod`',
    ],
  )
})

test('render: the digest follows what the gateway does, not what the contract says about it', () => {
  const renamed = { ...charges, title: 'Charges', digest: 'other' }
  assert.equal(compiled(undefined, renamed).digest, compiled().digest)
  assert.notEqual(compiled(undefined, summaryOf('2.3.1', 'GET /charges')).digest, compiled().digest)
})

test('render: a deprecated version tells its callers until when it is served and where they move to', () => {
  const pluginsOf = (changes: Partial<ApiVersion>, other: Partial<ApiVersion> = {}) => {
    const gateway = shop((payments) => {
      const [v1, version] = [payments.versions.get('v1'), payments.versions.get('v2')]
      assert.ok(v1 && version)
      const versions = [
        ['v1', { ...v1, state: 'deprecated', sunset: '2027-06-30', successor: 'v2', ...changes }],
        ['v2', { ...version, ...other }],
      ] as const
      return { versions: new Map(versions) }
    })
    const { content } = compileGateway({ ...gateway, contractOf: () => charges })
    return content.routes.find(({ version }) => version === 'v1')?.plugins.filter(({ id }) => id === 'deprecation')
  }
  const known = { sunset: '2027-06-30', successor: '/payments/v2' }
  assert.deepEqual(pluginsOf({}), [{ id: 'deprecation', config: known }])
  assert.deepEqual(pluginsOf({ sunset: null }, { state: 'retired' }), [])
  assert.deepEqual(pluginsOf({ state: 'published' }), [{ id: 'deprecation', config: { sunset: '2027-06-30' } }])
  const frame = shop().catalog.apis.get('payments')?.versions.get('v1')?.gateway
  assert.ok(frame)
  const plugins = [{ id: 'deprecation', config: { date: '2026-11-01', successor: 'https://new.acme.example/' } }]
  assert.deepEqual(pluginsOf({ gateway: { ...frame, plugins } }), [
    { id: 'deprecation', config: { ...known, date: '2026-11-01', successor: 'https://new.acme.example/' } },
  ])
})

test('render: what requests look like goes along where the gateway judges them, once for a version', () => {
  const judged = (exposes: 'contract' | 'prefix') =>
    v2(({ gateway }) => ({ gateway: { ...gateway, exposes, plugins: [{ id: 'validate-request', config: {} }] } }))
  const requests = { definitions: { Charge: { type: 'object' } }, operations: {} }
  const compile = (change: Parameters<typeof shop>[0], found: typeof requests | null) =>
    compileGateway({ ...shop(change), contractOf: () => charges, requestsOf: () => found })
  assert.deepEqual(compile(judged('contract'), requests).content.contracts, [{ id: 'payments/v2', ...requests }])
  assert.equal('contracts' in compile(undefined, requests).content, false)
  for (const unknown of [compile(judged('contract'), null), compile(judged('prefix'), requests)])
    assert.deepEqual(
      unknown.findings.map(({ rule, severity, message }) => ({ rule, severity, message })),
      [
        {
          rule: 'requests-not-judgeable',
          severity: 'error',
          message:
            'requests to `payments/v2` cannot be judged by its contract in `prod`: it is not served operation by operation',
        },
      ],
    )
})

test('render: scopes of the contract are asked of tokens, where tokens count', () => {
  const contract = summaryOf('2.3.1', 'GET /charges !')
  const scoped = { ...contract, operations: contract.operations.map((each) => ({ ...each, scopes: [['read']] })) }
  const authsWith = (auth: RouteAuth) =>
    compiled(
      v2(({ gateway }) => ({ gateway: { ...gateway, auth } })),
      scoped,
    ).content.routes.map((route) => route.auth)
  const both = { kind: 'any', methods: ['api-key', 'jwt'] } as const
  assert.deepEqual(authsWith(both), [{ ...both, scopes: [['read']] }])
  assert.deepEqual(authsWith({ kind: 'none' }), [{ ...both, scopes: [['read']] }])
  assert.deepEqual(authsWith({ kind: 'any', methods: ['api-key'] }), [{ kind: 'any', methods: ['api-key'] }])
})
