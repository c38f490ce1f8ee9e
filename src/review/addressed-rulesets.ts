import type { Tree } from '../base/tree.ts'
import { catalogRoots } from '../catalog/read.ts'
import type { AddressedText, Addresses } from '../lint/addresses.ts'
import { rulesetIn } from '../lint/ruleset-closure.ts'
import type { Circumstances } from '../policy/circumstances.ts'

/**
 * What stands now at the addresses that the base's rulesets name, for the circumstances: a verdict is reached from that alone, and can
 * be reached again when something else stands there. Of a proposal no address is asked.
 */
export async function addressedRulesets(
  base: Tree | null,
  addresses: Addresses,
): Promise<Pick<Circumstances, 'rulesets'>> {
  const rulesets = new Map<string, AddressedText>()
  const recording: Addresses = {
    read: async (address) => {
      const answer = rulesets.get(address) ?? (await addresses.read(address))
      rulesets.set(address, answer)
      return answer
    },
  }
  if (base) for (const root of catalogRoots(base)) await rulesetIn(base, root, recording)
  return rulesets.size === 0 ? {} : { rulesets: Object.fromEntries(rulesets) }
}

/** The same, for the verdict. */
export function recordedAddresses({ rulesets = {} }: Circumstances): Addresses {
  const recorded = new Map(Object.entries(rulesets))
  return { read: async (address) => recorded.get(address) ?? { failure: 'is not among what the circumstances tell' } }
}
