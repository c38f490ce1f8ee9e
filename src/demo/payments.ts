import { readFileSync } from 'node:fs'

/** The files of the API the story adds, as its team would write them. */

export const contractFile = 'apis/payments/v1/openapi.yaml'

/** Version 1.0.0, clean under every rule. */
const contract = readFileSync(new URL('payments/openapi-1.0.0.yaml', import.meta.url), 'utf8')

/** What a hurried afternoon makes of it: a response field gone, a parameter required, a path that ends in a slash. */
export const hurriedContract = edited(contract, [
  ['      required: [id, amount, currency, status]', '      required: [id, amount, currency]'],
  ['        status: { type: string, enum: [pending, captured, refunded] }\n', ''],
  ['          in: query\n', '          in: query\n          required: true\n'],
  ['  /charges/{chargeId}:', '  /charges/{chargeId}/:'],
])

/** The repair: all of that taken back, the new thing added beside the old, and a minor version for it. */
export const repairedContract = edited(contract, [
  ['  version: 1.0.0', '  version: 1.1.0'],
  [
    '        status: { type: string, enum: [pending, captured, refunded] }\n',
    '        status: { type: string, enum: [pending, captured, refunded] }\n        capturedAt: { type: string, format: date-time, description: When the money was taken. }\n',
  ],
])

/** What a team writes that brings its API: itself, the API, and the first application that may call it. */
export function apiFiles(
  upstreamUrl: string,
  key: { readonly prefix: string; readonly hash: string },
): Record<string, string> {
  const credential = `{ kind: api-key, id: "1", prefix: ${key.prefix}, hash: "${key.hash}" }`
  return {
    'teams/payments-team.yaml': 'title: Payments team\nforge: acme/payments\n',
    'apis/payments/api.yaml': `title: Payments
summary: Take payments and look them up again.
owner: payments-team
domain: finance
visibility: partner
dataClass: restricted
versions:
  v1: { state: published }
gateway:
  upstream: payments
  auth: { any: [api-key] }
  plugins:
    - rate-limit: { requests: 60000, per: 1m }
`,
    [contractFile]: contract,
    'apis/payments/environments/dev.yaml': `versions: { v1: latest }
listener: public
upstreams: { payments: { targets: [{ url: ${upstreamUrl} }] } }
`,
    'apis/payments/environments/prod.yaml': `versions: { v1: 1.0.0 }
listener: public
upstreams: { payments: { targets: [{ url: ${upstreamUrl} }] } }
`,
    'plans/gold.yaml': 'limits: [{ requests: 1000, per: 1s }]\napproval: owner\n',
    'consumers/mobile-app.yaml': `title: Mobile app
owner: storefront-team
credentials:
  dev:
    - ${credential}
  prod:
    - ${credential}
`,
    'subscriptions/payments/mobile-app.yaml': `grants:
  - { version: v1, environments: [dev, prod], plan: gold }
`,
  }
}

function edited(text: string, edits: readonly (readonly [before: string, after: string])[]): string {
  return edits.reduce((current, [before, after]) => {
    if (!current.includes(before)) throw new Error(`the contract no longer says ${JSON.stringify(before)}`)
    return current.replace(before, after)
  }, text)
}
