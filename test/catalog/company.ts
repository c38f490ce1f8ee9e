/** A small valid catalog, and how a test says what differs in its own. */
import { treeOf } from '#base/tree.ts'
import { catalogMemo } from '#catalog/checked-file.ts'
import { readCatalog } from '#catalog/read.ts'

type Files = Readonly<Record<string, string>>

export const hash = (digit: string) => `sha256:${digit.repeat(64)}`

export const company: Files = {
  'apigov.yaml': 'format: 1\ncatalog: acme\nenvironments: [dev, prod]\n',
  'apis/payments/api.yaml': `title: Payments
summary: Take and refund card payments.
owner: payments-team
visibility: partner
dataClass: restricted
versions:
  v1: { state: published }
`,
  'apis/payments/v1/openapi.yaml': 'openapi: 3.1.0\n',
  'apis/payments/environments/prod.yaml': `versions: { v1: latest }
listener: partner
upstreams: { payments: { targets: [{ url: http://10.0.0.7:9001 }] } }
`,
  'consumers/web-shop.yaml': 'title: Web shop\nowner: payments-team\n',
  'environments/dev.yaml': 'listeners: { partner: { hosts: [] } }\n',
  'environments/prod.yaml': 'listeners: { partner: { hosts: [partners.acme.example] } }\n',
  'plans/gold.yaml': 'limits: [{ requests: 100, per: 1s }]\n',
  'subscriptions/payments/web-shop.yaml': 'grants: [{ version: v1, environments: [prod], plan: gold }]\n',
  'teams/payments-team.yaml': 'title: Payments team\nforge: acme/payments\n',
}

/** Reads the company with some files replaced, added, or taken away (`null`). */
export async function read(differing: Readonly<Record<string, string | null>> = {}) {
  const files = Object.entries({ ...company, ...differing }).filter(
    (file): file is [string, string] => file[1] !== null,
  )
  return await readCatalog(treeOf(Object.fromEntries(files)), '', catalogMemo())
}

/** The findings, as `file:line:column rule: message`. */
export async function findings(differing: Readonly<Record<string, string | null>>): Promise<string[]> {
  const { findings } = await read(differing)
  return findings.map(
    ({ place, rule, message }) => `${place?.file}:${place?.line}:${place?.column} ${rule}: ${message}`,
  )
}
