import { asyncapiChannelAddressMixed } from '#lint/rules/asyncapi-channel-address-mixed.ts'
import { testRule } from './test-rule.ts'

testRule(asyncapiChannelAddressMixed, {
  accepts: {
    'one address, in whatever casing': 'channels: { a: { address: shop/order_placed.v1 } }',
    'dots within what slashes divide, and parameters of any name': `channels:
  a: { address: 'shop/v1.2/order/{orderId}' }
  b: { address: 'shop/v1.2/{shop.name}/paid' }`,
  },
  rejects: {
    'another divider and another casing than most, in AsyncAPI 2': {
      contract: {
        'asyncapi.yaml': `asyncapi: 2.6.0
info: { title: T, version: 1.0.0 }
channels:
  shop.order-placed: {}
  shop.order-paid: {}
  shop/order_sent: {}
`,
      },
      findings: [
        {
          at: 'asyncapi.yaml:6:3',
          message: '`order_sent` in an address is in snake_case, and most channels are in kebab-case',
          help: 'In the next major version, call it `order-sent`.',
        },
        {
          at: 'asyncapi.yaml:6:3',
          message: '`shop/order_sent` is divided by `/`, and most channels by `.`',
          help: 'In the next major version, divide it as the others are.',
        },
      ],
    },
  },
})
