import assert from 'node:assert/strict'
import test from 'node:test'
import { exposureKind } from '#catalog/kinds/exposure.ts'
import { readAs } from './reading.ts'

const names = { api: 'payments', environment: 'prod' }

test('an exposure with every default', () => {
  const text = `versions: { v1: latest, v2: 2.3.1 }
listener: partner
upstreams:
  payments:
    targets: [{ url: http://10.0.0.7:9001/ }, { url: https://b.example, weight: 0 }]
    health: { path: /healthz }
`
  assert.deepEqual(readAs(exposureKind, names, text), {
    value: {
      file: 'file.yaml',
      environment: 'prod',
      versions: new Map([
        ['v1', 'latest'],
        ['v2', '2.3.1'],
      ]),
      listener: 'partner',
      upstreams: new Map([
        [
          'payments',
          {
            targets: [
              { url: 'http://10.0.0.7:9001', weight: 1 },
              { url: 'https://b.example', weight: 0 },
            ],
            health: { path: '/healthz', interval: 10_000 },
          },
        ],
      ]),
      plugins: [],
    },
    faults: [],
  })
})

test('an unquoted release that YAML reads as a number is explained', () => {
  const { faults } = exposureKind.read({ versions: { v1: 1.1 }, listener: 'a', upstreams: {} }, { path: '', names })
  assert.deepEqual(faults, [
    {
      rule: 'catalog-shape',
      pointer: '/versions/v1',
      message: '`v1` is the number `1.1` where text belongs',
      help: 'Put it in quotes: without them YAML reads `1.10` as the number 1.1, and `no` or `0123` as it likes.',
    },
  ])
})

test('a target is an origin: no path, no secret, and somebody has to take the requests', () => {
  const text = `versions: {}
listener: partner
upstreams:
  a: { targets: [{ url: "http://user:pass@a.example" }, { url: "http://a.example/api" }, { url: "file:///etc/passwd" }] }
  b: { targets: [] }
  c: { targets: [{ url: http://c.example, weight: 0 }] }
`
  assert.deepEqual(readAs(exposureKind, names, text).faults, [
    '/versions: `versions` is empty',
    '/upstreams/a/targets/0/url: The address of a target holds a credential',
    '/upstreams/a/targets/1/url: `http://a.example/api` is not the address of a target',
    '/upstreams/a/targets/2/url: `file:///etc/passwd` is not the address of a target',
    '/upstreams/b/targets: `targets` is empty, but wants at least one entry',
    '/upstreams/c/targets: Every target has weight 0',
  ])
})

test('balance and canaries are read into what the snapshot has of them', () => {
  const text = `versions: { v1: latest }
listener: partner
upstreams:
  a: { targets: [{ url: http://a.example, weight: 0, canary: { consumers: [beta], header: { X-Canary: "yes" } } }, { url: http://b.example }], balance: connections }
  b: { targets: [{ url: http://b.example }], balance: { header: X-Session } }
  c: { targets: [{ url: http://c.example }], balance: weight }
`
  const { value, faults } = readAs(exposureKind, names, text)
  assert.deepEqual(faults, [])
  assert.deepEqual(
    [...(value?.upstreams.values() ?? [])],
    [
      {
        targets: [
          {
            url: 'http://a.example',
            weight: 0,
            canary: { consumers: ['beta'], header: { name: 'x-canary', value: 'yes' } },
          },
          { url: 'http://b.example', weight: 1 },
        ],
        health: null,
        balance: { by: 'connections' },
      },
      { targets: [{ url: 'http://b.example', weight: 1 }], health: null, balance: { by: 'header', name: 'x-session' } },
      { targets: [{ url: 'http://c.example', weight: 1 }], health: null },
    ],
  )
})

test('timeouts, rate, retries and breaker are read into what the snapshot has of them', () => {
  const text = `versions: { v1: latest }
listener: partner
upstreams:
  a:
    targets: [{ url: http://a.example }]
    timeouts: { connect: 500ms, head: 10s, total: 1m }
    bodyRate: 0
    retries: { times: 2 }
    breaker: { failures: 20, pause: 2s }
`
  const { value, faults } = readAs(exposureKind, names, text)
  assert.deepEqual(faults, [])
  assert.deepEqual(value?.upstreams.get('a'), {
    targets: [{ url: 'http://a.example', weight: 1 }],
    health: null,
    timeouts: { connect: 500, head: 10_000, total: 60_000 },
    bodyRate: 0,
    retries: { times: 2, budget: 20 },
    breaker: { failures: 20, pause: 2_000 },
  })
})

test('a breaker that never breaks is a fault, and so are retries without end', () => {
  const text = `versions: { v1: latest }
listener: partner
upstreams:
  a: { targets: [{ url: http://a.example }], breaker: {} }
  b: { targets: [{ url: http://b.example }], breaker: { requests: 5, pause: 1s } }
  c: { targets: [{ url: http://c.example }], retries: { times: 11, budget: 101 }, bodyRate: -1, timeouts: { head: soon } }
`
  assert.deepEqual(readAs(exposureKind, names, text).faults, [
    '/upstreams/a/breaker: A breaker breaks at `requests` or at `failures`',
    '/upstreams/b/breaker: `pause` is for a breaker with `failures`',
    '/upstreams/c/timeouts/head: `soon` is not a duration',
    '/upstreams/c/bodyRate: `bodyRate` is `-1`, but has to be at least 0',
    '/upstreams/c/retries/times: `times` is `11`, but has to be at most 10',
    '/upstreams/c/retries/budget: `budget` is `101`, but has to be at most 100',
  ])
})

test('a protocol is told to the snapshot where it is not the usual one', () => {
  const text = `versions: { v1: latest }
listener: partner
upstreams:
  a: { targets: [{ url: https://a.example }], protocol: h2 }
  b: { targets: [{ url: https://b.example }], protocol: http/1.1 }
`
  const { value, faults } = readAs(exposureKind, names, text)
  assert.deepEqual(faults, [])
  assert.deepEqual(
    [...(value?.upstreams.values() ?? [])],
    [
      { targets: [{ url: 'https://a.example', weight: 1 }], health: null, protocol: 'h2' },
      { targets: [{ url: 'https://b.example', weight: 1 }], health: null },
    ],
  )
})

test('TLS to an upstream names files, which never leave their folder, and is for `https:` alone', () => {
  const text = (tls: string, scheme = 'https') => `versions: { v1: latest }
listener: partner
upstreams:
  a: { targets: [{ url: ${scheme}://10.0.0.7 }], tls: ${tls} }
`
  const whole =
    '{ ca: { file: ca.pem }, cert: { file: shop/cert.pem }, key: { file: shop/key.pem }, serverName: shop.internal }'
  const { value } = readAs(exposureKind, names, text(whole))
  assert.deepEqual(value?.upstreams.get('a')?.tls, {
    ca: { file: 'ca.pem' },
    cert: { file: 'shop/cert.pem' },
    key: { file: 'shop/key.pem' },
    serverName: 'shop.internal',
  })
  const faulty = [
    text('{ ca: { file: ../ca.pem } }'),
    text('{ ca: { file: /etc/ca.pem } }'),
    text('{ cert: { file: cert.pem } }'),
    text('{ serverName: 10.0.0.7 }'),
    text('{ ca: { file: ca.pem } }', 'http'),
  ]
  assert.deepEqual(
    faulty.flatMap((each) => readAs(exposureKind, names, each).faults),
    [
      '/upstreams/a/tls/ca/file: `../ca.pem` is not a file of secrets',
      '/upstreams/a/tls/ca/file: `/etc/ca.pem` is not a file of secrets',
      '/upstreams/a/tls: `cert` and `key` go together',
      '/upstreams/a/tls/serverName: `10.0.0.7` is not the name of a server',
      '/upstreams/a: `tls` is for targets with `https:`, and one of these has none',
    ],
  )
})

test('a balance or canary that says nothing the gateway can follow is a fault', () => {
  const text = `versions: { v1: latest }
listener: partner
upstreams:
  a: { targets: [{ url: http://a.example, canary: { header: { a: "1", b: "2" } } }] }
  b: { targets: [{ url: http://b.example, canary: {} }] }
  c: { targets: [{ url: http://c.example }], balance: random }
`
  const { faults } = readAs(exposureKind, names, text)
  assert.deepEqual(
    faults.map((fault) => fault.split(': ')[0]),
    ['/upstreams/a/targets/0/canary/header', '/upstreams/b/targets/0/canary', '/upstreams/c/balance'],
  )
})
