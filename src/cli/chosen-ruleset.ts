import { readdir, readFile } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { defineError } from '../base/errors.ts'
import { compareText } from '../base/finding.ts'
import { isAddress } from '../lint/addresses.ts'
import { defaultRuleset, type Ruleset } from '../lint/ruleset.ts'
import { rulesetWith } from '../lint/ruleset-closure.ts'
import { isCode, pathFrom } from '../lint/ruleset-file.ts'
import { anyAddresses } from '../process/web-addresses.ts'

const rulesetMissing = defineError(
  'APIGOV_RULESET_MISSING',
  (path: string) => `The ruleset \`${path}\` cannot be read`,
  () => 'Correct the path after `--ruleset`.',
)

const rulesetUnreachable = defineError(
  'APIGOV_RULESET_UNREACHABLE',
  (address: string, failure: string) => `The ruleset \`${address}\` ${failure}`,
  () => 'Correct the address, or save what is there as a file, and name that.',
)

/** What Spectral's command line takes where none is named. */
const usualName = /^\.?spectral\.(ya?ml|json|[cm]?js)$/

/**
 * The ruleset in a file of the user's own, code and all, or at an address, where only data counts; without a name the one that Spectral
 * would take from the working directory, else ours. Throws an `ApigovError` where it cannot be read.
 */
export async function chosenRuleset(named: string | undefined, cwd: string): Promise<Ruleset> {
  if (named !== undefined && isAddress(named)) return addressedRuleset(named)
  const path = named ?? (await readdir(cwd)).sort(compareText).find((name) => usualName.test(name))
  if (path === undefined) return defaultRuleset
  const read = (file: string) => readFile(resolve(cwd, file), 'utf8')
  const text = await read(path).catch((error) => Promise.reject(rulesetMissing(path, error)))
  // Overrides are held against the way from the ruleset to the contract, which begins in the working directory.
  const name = relative(cwd, resolve(cwd, path)).split(sep).join('/')
  return rulesetWith(name, text, (file) => read(file).catch(() => null), resolve(cwd), anyAddresses)
}

async function addressedRuleset(named: string): Promise<Ruleset> {
  const name = pathFrom(named, named)
  if (isCode(name)) throw rulesetUnreachable(name, 'is code, and code at an address is not run')
  const answer = await anyAddresses.read(name)
  if ('failure' in answer) throw rulesetUnreachable(name, answer.failure)
  return rulesetWith(name, answer.text, async () => null, null, anyAddresses)
}
