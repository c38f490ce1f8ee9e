import { type At, defineRule } from '../rule.ts'
import { type Message, messagesOf, saidOf } from '../vocabulary/channels.ts'
import { reportLackingThings } from '../vocabulary/lacking.ts'

export const asyncapiContentTypeUnsaid = defineRule({
  id: 'asyncapi-content-type-unsaid',
  kinds: ['asyncapi'],
  group: 'shape',
  summary: 'Messages say what their bytes are, because a consumer that guesses guesses wrong one day.',
  source: 'AsyncAPI 3.0.0, Message Object (`contentType`) and `defaultContentType`',
  example: {
    bad: `
      channels:
        orders:
          messages: { placed: { payload: { type: object } } }`,
    good: `
      defaultContentType: application/json
      channels:
        orders:
          messages: { placed: { payload: { type: object } } }`,
  },
  severity: 'warning',
  isRecommended: true,
  visit: (report, contract) => ({
    asyncapi() {
      if (typeof contract.root['defaultContentType'] === 'string') return
      const messages = {
        things: messagesOf(contract),
        noun: 'messages',
        whole: { file: contract.entry, pointer: '' },
        nameOf: ({ called }: Message) => `\`${called}\``,
        placeOf: (message: Message): At => message,
      }
      reportLackingThings(report, messages, {
        among: (message) => saidOf(contract, message, 'payload') !== undefined,
        lacks: (message) => typeof saidOf(contract, message, 'contentType') !== 'string',
        each: 'does not say what its bytes are',
        all: 'says what its bytes are',
        help: 'Write `contentType`, or `defaultContentType: application/json` at the top for all.',
      })
    },
  }),
})
