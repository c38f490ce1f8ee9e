import { readdir, readFile } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { defineError } from '../base/errors.ts'
import { compareText } from '../base/finding.ts'
import { defaultRuleset, type Ruleset } from '../lint/ruleset.ts'
import { rulesetWith } from '../lint/ruleset-closure.ts'

const rulesetMissing = defineError(
  'APIGOV_RULESET_MISSING',
  (path: string) => `The ruleset \`${path}\` cannot be read`,
  (path) =>
    /^https?:/i.test(path)
      ? 'Nothing is fetched: save it as a file, and name that after `--ruleset`.'
      : 'Correct the path after `--ruleset`.',
)

/** What Spectral's command line takes where none is named. */
const usualName = /^\.?spectral\.(ya?ml|json|[cm]?js)$/

/**
 * The ruleset in a file of the user's own, code and all; without a name the one that Spectral would take from the working directory,
 * else ours. Throws an `ApigovError` where the file named cannot be read.
 */
export async function chosenRuleset(named: string | undefined, cwd: string): Promise<Ruleset> {
  const path = named ?? (await readdir(cwd)).sort(compareText).find((name) => usualName.test(name))
  if (path === undefined) return defaultRuleset
  const read = (file: string) => readFile(resolve(cwd, file), 'utf8')
  const text = await read(path).catch((error) => Promise.reject(rulesetMissing(path, error)))
  // Overrides are held against the way from the ruleset to the contract, which begins in the working directory.
  const name = relative(cwd, resolve(cwd, path)).split(sep).join('/')
  return rulesetWith(name, text, (file) => read(file).catch(() => null), resolve(cwd))
}
