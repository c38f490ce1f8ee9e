/**
 * lint/ judges one contract by rules. Two engines share the work: our own rules (`rules/`, one file each) see typed objects in one
 * quick walk, whatever the size of the contract; rulesets that extend `spectral:oas` or bring rules of their own run in Spectral.
 * Both give the same findings to the reader. What of a ruleset is code is run where there are `modules` for it, and refused elsewhere.
 */
import { compareFindings, type Finding } from '../base/finding.ts'
import type { Contract } from '../contract/contract.ts'
import { activityNumber, doing } from './activity.ts'
import { lintByHouseRules } from './house.ts'
import { keyFindings } from './key-findings.ts'
import { type LoadedRuleset, loadRuleset } from './load-ruleset.ts'
import { rulesFor } from './overrides.ts'
import type { Ruleset } from './ruleset.ts'

/** Every finding of the ruleset, as a reader walks the files. Throws an `ApigovError` where the ruleset cannot be used. */
export async function lint(contract: Contract, ruleset: Ruleset): Promise<Finding[]> {
  const { house, spectral } = await loadedOnce(ruleset)
  const findings = lintByHouseRules(contract, rulesFor(house, [contract.entry]))
  if (spectral === null) findings.push(...keyFindings(contract, { incompatibleValues: 'off', duplicateKeys: 'error' }))
  else {
    const { lintBySpectral } = await import('./spectral.ts')
    findings.push(...(await lintBySpectral(contract, spectral, ruleset.modules)))
  }
  return findings.sort(compareFindings)
}

let latest: { readonly ruleset: Ruleset; readonly key: string; readonly loaded: LoadedRuleset } | undefined

/** The ruleset taken apart; a thread judges many contracts by one. Throws an `ApigovError` where it cannot be used. */
export async function loadedOnce(ruleset: Ruleset): Promise<LoadedRuleset> {
  const key = JSON.stringify([ruleset.name, ruleset.text, [...(ruleset.files ?? [])]])
  if (latest?.key === key && latest.ruleset.modules === ruleset.modules) return latest.loaded
  doing(activityNumber('the loading'))
  const loaded = await loadRuleset(ruleset)
  doing(0)
  latest = { ruleset, key, loaded }
  return loaded
}
