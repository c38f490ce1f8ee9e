import { defineRule } from '../rule.ts'
import { outnumbered } from '../vocabulary/casing.ts'
import { channelsOf } from '../vocabulary/channels.ts'

export const asyncapiChannelAddressMixed = defineRule({
  id: 'asyncapi-channel-address-mixed',
  kinds: ['asyncapi'],
  group: 'resources',
  summary:
    'Addresses of channels are divided and cased alike, because who subscribes to a pattern of them relies on it.',
  source: 'AsyncAPI 3.0.0, Channel Object',
  example: {
    bad: `
      channels:
        orderPlaced: { address: shop.order.placed }
        orderPaid: { address: shop.order.paid }
        orderSent: { address: shop/order/sent }`,
    good: `
      channels:
        orderPlaced: { address: shop.order.placed }
        orderPaid: { address: shop.order.paid }
        orderSent: { address: shop.order.sent }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, contract) => ({
    asyncapi() {
      const channels = channelsOf(contract)
      const divided = channels.filter(({ address }) => dividerOf(address) !== undefined)
      const [most] = [...Map.groupBy(divided, ({ address }) => dividerOf(address))].toSorted(
        ([, a], [, b]) => b.length - a.length,
      )
      for (const { address, ...at } of divided)
        if (dividerOf(address) !== most?.[0])
          report({
            at,
            message: `\`${address}\` is divided by \`${dividerOf(address)}\`, and most channels by \`${most?.[0]}\``,
            help: 'In the next major version, divide it as the others are.',
          })
      const names = channels.flatMap(({ address, ...at }) => segmentsOf(address).map((name) => ({ name, at })))
      for (const { name, at, casing, wanted } of outnumbered(names))
        report({
          at,
          message: `\`${name}\` in an address is in ${casing}, and most channels are in ${wanted.casing}`,
          help: `In the next major version, call it \`${wanted.name}\`.`,
          subject: name,
        })
    },
  }),
})

/** Of `a.b/c` the slash: dots may stand in names, slashes seldom do. Those inside of parameters divide nothing. */
function dividerOf(address: string): '/' | '.' | ':' | undefined {
  const text = withoutParameters(address)
  return (['/', '.', ':'] as const).find((divider) => text.includes(divider))
}

function segmentsOf(address: string): readonly string[] {
  return withoutParameters(address)
    .split(/[/.:]/)
    .filter((segment) => segment !== '')
}

function withoutParameters(address: string): string {
  return address.replace(/^[a-z]+:\/\//, '').replace(/\{[^}]*\}/g, '')
}
