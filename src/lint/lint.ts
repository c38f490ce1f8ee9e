/**
 * lint/ judges one contract by rules. Two engines share the work: our own rules (`rules/`, one file each) see typed objects in one
 * quick walk, whatever the size of the contract; rulesets that extend `spectral:oas` or bring rules of their own run in Spectral.
 * Both give the same findings to the reader. A ruleset is data: nothing of it is executed.
 */
import { compareFindings, type Finding } from '../base/finding.ts'
import type { Contract } from '../contract/contract.ts'
import { lintByHouseRules } from './house.ts'
import { loadRuleset } from './load-ruleset.ts'
import type { Ruleset } from './ruleset.ts'

/** Every finding of the ruleset, as a reader walks the files. Throws an `ApigovError` where the ruleset cannot be used. */
export async function lint(contract: Contract, ruleset: Ruleset): Promise<Finding[]> {
  const { house, spectral } = loadRuleset(ruleset)
  const findings = lintByHouseRules(contract, house)
  if (spectral !== null) {
    const { lintBySpectral } = await import('./spectral.ts')
    findings.push(...(await lintBySpectral(contract, spectral)))
  }
  return findings.sort(compareFindings)
}
