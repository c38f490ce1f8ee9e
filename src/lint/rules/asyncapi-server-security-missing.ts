import type { Contract } from '../../contract/contract.ts'
import { defineRule } from '../rule.ts'
import { channelsOf } from '../vocabulary/channels.ts'
import { entriesOf, type Part, partAt } from '../vocabulary/operations.ts'

export const asyncapiServerSecurityMissing = defineRule({
  id: 'asyncapi-server-security-missing',
  kinds: ['asyncapi'],
  group: 'security',
  summary: 'Every server says how clients prove who they are, because one that says nothing is taken for open.',
  source: 'OWASP API2:2023 Broken Authentication',
  example: {
    bad: `
      servers:
        production: { host: broker.example.com, protocol: kafka-secure }`,
    good: `
      servers:
        production:
          host: broker.example.com
          protocol: kafka-secure
          security: [{ type: scramSha512 }]`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    'async-server'(node) {
      if (Object.hasOwn(node.value, 'security') || areOperationsSecured(contract)) return
      report({
        at: node,
        message: `The server \`${node.key}\` does not say how clients prove who they are`,
        help: 'Name a scheme under `security`, or write `security: []` where anybody may connect.',
      })
    },
  }),
})

/** True where each operation asks for a credential of its own, so that the server need not. */
function areOperationsSecured(contract: Contract): boolean {
  const root: Part = { file: contract.entry, pointer: '', value: contract.root }
  const operations = [
    ...entriesOf(contract, root, 'operations').values(),
    ...channelsOf(contract).flatMap((channel) =>
      ['publish', 'subscribe'].flatMap((action) => partAt(contract, channel, action) ?? []),
    ),
  ]
  return operations.length > 0 && operations.every(({ value }) => Object.hasOwn(value, 'security'))
}
