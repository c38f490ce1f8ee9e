import { defineRule } from '../rule.ts'
import { channelsOf } from '../vocabulary/channels.ts'
import { isPersonal } from '../vocabulary/personal-data.ts'

export const asyncapiPersonalDataInChannel = defineRule({
  id: 'asyncapi-personal-data-in-channel',
  kinds: ['asyncapi'],
  group: 'privacy',
  summary:
    'Personal data does not stand in the address of a channel, which brokers log and everybody connected can list.',
  source: 'OWASP API3:2023, GDPR Article 25',
  example: {
    bad: `
      channels:
        mails: { address: 'mails.{email}', parameters: { email: {} } }`,
    good: `
      channels:
        mails: { address: 'mails.{userId}', parameters: { userId: {} } }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    asyncapi() {
      for (const { address, parameters } of channelsOf(contract))
        for (const [name, parameter] of parameters) {
          if (!isPersonal(name) || parameter.value['x-pii'] === false) continue
          report({
            at: parameter,
            message: `\`${name}\` looks like personal data and stands in the address \`${address}\``,
            help: 'Take an identifier instead, or write `x-pii: false` where it is none.',
          })
        }
    },
  }),
})
