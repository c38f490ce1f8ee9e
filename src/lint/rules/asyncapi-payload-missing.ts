import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'
import { messagesOf, saidOf } from '../vocabulary/channels.ts'

export const asyncapiPayloadMissing = defineRule({
  id: 'asyncapi-payload-missing',
  kinds: ['asyncapi'],
  group: 'shape',
  summary: 'Messages say what they carry, because a payload nobody described can neither be checked nor compared.',
  source: 'AsyncAPI 3.0.0, Message Object (`payload`)',
  example: {
    bad: `
      channels:
        orders:
          messages: { placed: { summary: An order was placed. } }`,
    good: `
      channels:
        orders:
          messages:
            placed:
              summary: An order was placed.
              payload: { type: object, properties: { orderId: { type: string } } }`,
  },
  severity: 'warning',
  isRecommended: true,
  visit: (report, contract) => ({
    asyncapi() {
      for (const message of messagesOf(contract)) {
        const payload = saidOf(contract, message, 'payload')
        const isAnything = payload === true || (isObject(payload) && Object.keys(payload).length === 0)
        if (payload !== undefined && !isAnything) continue
        // Some messages are headers alone, which is said by `payload: false` or by describing them.
        if (payload === undefined && saidOf(contract, message, 'headers') !== undefined) continue
        report({
          at: message,
          message: `\`${message.called}\` ${isAnything ? 'may carry anything' : 'does not say what it carries'}`,
          help: 'Describe it under `payload`; where it carries nothing, write `payload: { type: "null" }`.',
        })
      }
    },
  }),
})
