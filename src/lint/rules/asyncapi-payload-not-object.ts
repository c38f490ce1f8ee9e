import { defineRule } from '../rule.ts'
import { messagesOf, schemaSaid } from '../vocabulary/channels.ts'
import { isOfType } from '../vocabulary/operations.ts'

export const asyncapiPayloadNotObject = defineRule({
  id: 'asyncapi-payload-not-object',
  kinds: ['asyncapi'],
  group: 'shape',
  summary: 'Payloads are objects at the top, because a bare value or list has no room for anything more later.',
  source: 'Zalando RESTful API Guidelines, rule 194',
  example: {
    bad: `
      channels:
        temperatures:
          messages: { measured: { payload: { type: number } } }`,
    good: `
      channels:
        temperatures:
          messages: { measured: { payload: { type: object, properties: { celsius: { type: number } } } } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    asyncapi() {
      for (const message of messagesOf(contract)) {
        const schema = schemaSaid(contract, message, 'payload')
        if (schema === null || isOfType(schema, 'object')) continue
        if (!isOfType(schema, 'array', 'string', 'number', 'integer', 'boolean')) continue
        report({
          at: message,
          message: `\`${message.called}\` carries no object, so nothing can be added to it`,
          help: 'In the next major version, carry an object with it as a property.',
        })
      }
    },
  }),
})
