import { BlockList, isIP } from 'node:net'
import { ipFilterSchema } from '../../snapshot/plugins/ip-filter.ts'
import type { Problem } from '../problem.ts'
import { definePlugin } from './plugin.ts'

const notFromHere: Problem = {
  status: 403,
  title: 'Forbidden',
  detail: 'Calls from your address are not allowed',
}

/** Who sent the request is the peer, or what a trusted proxy says; an address that cannot be read may not call. */
export const ipFilter = definePlugin({
  schema: ipFilterSchema,
  compile({ allow, deny }) {
    const [allowed, denied] = [allow && listOf(allow), deny && listOf(deny)]
    return {
      arrive({ address }) {
        const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
        // The zone of a link-local address is this machine's name for the link.
        const plain = address.split('%', 1)[0] ?? ''
        if (isIP(plain) === 0 || denied?.check(plain, family) || allowed?.check(plain, family) === false)
          return notFromHere
        return undefined
      },
    }
  },
})

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', bits] = range.split('/')
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
    list.addSubnet(address, Number(bits ?? (family === 'ipv4' ? 32 : 128)), family)
  }
  return list
}
