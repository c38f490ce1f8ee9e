import { type At, defineRule } from '../rule.ts'
import { type Message, messagesOf, saidOf } from '../vocabulary/channels.ts'
import { reportLackingThings } from '../vocabulary/lacking.ts'

export const asyncapiMessageUndescribed = defineRule({
  id: 'asyncapi-message-undescribed',
  kinds: ['asyncapi'],
  group: 'documentation',
  summary: 'Messages say what happened and what to do with them: a payload shows neither.',
  source: 'AsyncAPI 3.0.0, Message Object',
  example: {
    bad: `
      channels:
        orders:
          messages: { placed: { payload: { type: object } } }`,
    good: `
      channels:
        orders:
          messages: { placed: { summary: An order was paid and may be packed., payload: { type: object } } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    asyncapi() {
      const messages = {
        things: messagesOf(contract),
        noun: 'messages',
        whole: { file: contract.entry, pointer: '/channels' },
        nameOf: ({ called }: Message) => `\`${called}\``,
        placeOf: (message: Message): At => message,
      }
      reportLackingThings(report, messages, {
        lacks: (message) =>
          ['summary', 'description'].every((key) => String(saidOf(contract, message, key) ?? '').trim() === ''),
        each: 'is not described',
        all: 'is described',
        help: 'Say in `summary` what it tells, and in `description` when it is sent.',
      })
    },
  }),
})
