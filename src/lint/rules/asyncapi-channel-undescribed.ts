import type { Json } from '../../contract/contract.ts'
import { type At, defineRule } from '../rule.ts'
import { type Channel, channelsOf } from '../vocabulary/channels.ts'
import { reportLackingThings } from '../vocabulary/lacking.ts'

export const asyncapiChannelUndescribed = defineRule({
  id: 'asyncapi-channel-undescribed',
  kinds: ['asyncapi'],
  group: 'documentation',
  summary: 'Channels say what travels on them and when, because an address seldom does.',
  source: 'AsyncAPI 3.0.0, Channel Object',
  example: {
    bad: `
      channels:
        orders: { address: orders }`,
    good: `
      channels:
        orders: { address: orders, description: 'Every order, as soon as it is paid.' }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    asyncapi() {
      const channels = {
        things: channelsOf(contract),
        noun: 'channels',
        whole: { file: contract.entry, pointer: '/channels' },
        nameOf: ({ address }: Channel) => `\`${address}\``,
        placeOf: (channel: Channel): At => channel,
      }
      reportLackingThings(report, channels, {
        lacks: ({ value }) => !['description', 'summary', 'title'].some((key) => isText(value[key])),
        each: 'is not described',
        all: 'is described',
        help: 'Say in `description` what is sent there, and when.',
      })
    },
  }),
})

function isText(value: Json | undefined): boolean {
  return typeof value === 'string' && value.trim() !== ''
}
