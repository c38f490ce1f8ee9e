/** A catalog of one published API with a real contract, as files. */
export const openapiCompany: Readonly<Record<string, string>> = {
  'apigov.yaml': 'format: 1\ncatalog: acme\nenvironments: [dev]\nreview: { board: board }\n',
  'apis/payments/api.yaml': `title: Payments
summary: Take and refund card payments.
owner: payments-team
visibility: partner
dataClass: restricted
versions:
  v2: { state: published }
gateway: { auth: { any: [api-key] } }
`,
  'apis/payments/environments/dev.yaml': `versions: { v2: latest }
listener: internal
upstreams: { payments: { targets: [{ url: http://10.0.0.7:9001 }] } }
`,
  'apis/payments/v2/openapi.yaml': paymentsContract('2.3.0', 'id', 'amount'),
  'environments/dev.yaml': 'listeners: { internal: { hosts: [api.internal.acme.example] } }\n',
  'policies/ruleset.yaml': 'extends: [apigov:recommended]\n',
  'teams/board.yaml': 'title: API board\nforge: acme/api-board\n',
  'teams/payments-team.yaml': 'title: Payments team\nforge: acme/payments\n',
}

/** `GET /charges`, whose answer has these properties, all required. */
export function paymentsContract(semver: string, ...properties: readonly string[]): string {
  return `openapi: 3.1.0
info:
  title: Payments
  version: ${semver}
  description: Take and refund card payments.
  contact: { name: Payments team, email: payments@acme.example }
servers: [{ url: https://api.acme.example/payments/v2 }]
security: [{ key: [] }]
tags: [{ name: charges, description: Charges of cards. }]
paths:
  /charges:
    get:
      operationId: listCharges
      summary: List charges
      description: Lists the charges of an account.
      tags: [charges]
      responses:
        '200':
          description: The charges.
          content:
            application/json:
              schema:
                type: object
                required: [${properties.join(', ')}]
                properties:
${properties.map((name) => `                  ${name}: { type: string }`).join('\n')}
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: x-api-key }
`
}
