import { defineRule } from '../rule.ts'
import { messagesOf } from '../vocabulary/channels.ts'

export const asyncapiMessageNameDuplicate = defineRule({
  id: 'asyncapi-message-name-duplicate',
  kinds: ['asyncapi'],
  group: 'shape',
  summary: 'No two messages of one channel share a name, because consumers tell them apart by it.',
  source: 'AsyncAPI 3.0.0, Message Object (`name`)',
  example: {
    bad: `
      channels:
        orders:
          messages:
            placed: { name: order, payload: { type: object } }
            paid: { name: order, payload: { type: object } }`,
    good: `
      channels:
        orders:
          messages:
            placed: { name: order-placed, payload: { type: object } }
            paid: { name: order-paid, payload: { type: object } }`,
  },
  severity: 'error',
  isRecommended: true,
  visit: (report, contract) => ({
    asyncapi() {
      const named = messagesOf(contract).filter(({ value }) => typeof value['name'] === 'string')
      const groups = Map.groupBy(named, ({ called, channel }) => JSON.stringify([called, channel.address]))
      for (const [first, ...others] of groups.values())
        for (const message of others)
          report({
            at: message,
            message: `\`${message.channel.address}\` has two messages called \`${first?.called}\``,
            help: 'Give each a `name` of its own.',
          })
    },
  }),
})
