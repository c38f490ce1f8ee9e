import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

type Match = (path: string, glob: string) => boolean
const require = createRequire(import.meta.url)
let spectrals: Match | undefined

/** Whether a path is one of those that a glob of `overrides` names: Spectral's own answer, without loading the rest of Spectral. */
export function matchesGlob(path: string, glob: string): boolean {
  const core = dirname(require.resolve('@stoplight/spectral-core'))
  spectrals ??= (require(join(core, 'ruleset/utils/minimatch.js')) as { readonly minimatch: Match }).minimatch
  return spectrals(path, glob)
}
