import { type Tree, treeOf } from '#base/tree.ts'

/** A catalog of one published API, as files. `change` sets files, or takes them away with `null`. */
export function company(change: Readonly<Record<string, string | null>> = {}, name = 'head'): Tree {
  const files: Record<string, string | null> = { ...acme, ...change }
  const kept = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== null)
  return treeOf(Object.fromEntries(kept), name)
}

const acme = {
  'apigov.yaml': `format: 1
catalog: acme
environments: [dev]
shared: shared/**
review: { board: board }
`,
  'apis/payments/api.yaml': `title: Payments
summary: Take and refund card payments.
owner: payments-team
domain: finance
visibility: partner
dataClass: restricted
versions:
  v2: { state: published, contract: openapi.yaml }
gateway:
  upstream: payments
  auth: { any: [api-key] }
`,
  'apis/payments/environments/dev.yaml': `versions: { v2: latest }
listener: internal
upstreams: { payments: { targets: [{ url: http://10.0.0.7:9001 }] } }
`,
  'apis/payments/v2/openapi.yaml': '2.3.0: GET /charges, POST /charges',
  'environments/dev.yaml': `promote: auto
listeners: { internal: { hosts: [api.internal.acme.example] } }
nodes: { minimum: 1 }
snapshotFormat: 1
`,
  'teams/board.yaml': 'title: API board\nforge: acme/api-board\ncontact: board@acme.example\n',
  'teams/payments-team.yaml': 'title: Payments team\nforge: acme/payments\ncontact: payments@acme.example\n',
}
