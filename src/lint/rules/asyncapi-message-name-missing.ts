import { defineRule } from '../rule.ts'
import { messagesOf } from '../vocabulary/channels.ts'

export const asyncapiMessageNameMissing = defineRule({
  id: 'asyncapi-message-name-missing',
  kinds: ['asyncapi'],
  group: 'documentation',
  summary: 'Messages have a name, because code, documentation and changelogs call them by it.',
  source: 'AsyncAPI 2.6.0, Message Object (`name`)',
  example: {
    bad: `
      asyncapi: 2.6.0
      channels:
        orders:
          subscribe:
            message: { payload: { type: object } }`,
    good: `
      asyncapi: 2.6.0
      channels:
        orders:
          subscribe:
            message: { name: order-placed, payload: { type: object } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    asyncapi() {
      for (const message of messagesOf(contract).filter(({ isNamed }) => !isNamed))
        report({
          at: message,
          message: `A message on \`${message.channel.address}\` has no name`,
          help: 'Give it a `name`, or put it into `components.messages`.',
        })
    },
  }),
})
