// One by one, because the package as a whole is four dozen files, and every comparison waits for them.
import gt from 'semver/functions/gt.js'
import gte from 'semver/functions/gte.js'
import inc from 'semver/functions/inc.js'
import major from 'semver/functions/major.js'
import prerelease from 'semver/functions/prerelease.js'
import valid from 'semver/functions/valid.js'
import type { Fix } from '../base/fix.ts'
import type { Bump, Diff } from '../diff/change.ts'

/** What the changes ask of the semver, once those that an exception permits count as if they broke nobody. */
export function wantedBump(diff: Diff, isPermitted: (fingerprint: string) => boolean): Bump {
  const broken = diff.changes.filter(({ impact }) => impact === 'breaking')
  return diff.bump === 'major' && broken.length > 0 && broken.every(({ fingerprint }) => isPermitted(fingerprint))
    ? 'minor'
    : diff.bump
}

/**
 * The lowest semver after `base` that honours `bump`; `null` where `base` is no semver. Below 1.0.0 a breaking change asks for
 * the next minor and anything else for the next patch (SemVer 2.0.0 section 4); after a pre-release the next one will do.
 */
export function nextSemver(base: string, bump: Bump): string | null {
  if (valid(base) === null) return null
  if (bump === 'none') return base
  if (prerelease(base) !== null) return inc(base, 'prerelease')
  if (major(base) === 0) return inc(base, bump === 'major' ? 'minor' : 'patch')
  return inc(base, bump)
}

/** What to do where a contract should have another semver, and the edit that does it. */
export function versionFix(file: string, semver: string): { readonly help: string; readonly fix: Fix } {
  const help = `Set \`info.version\` to \`${semver}\`.`
  return { help, fix: { title: help, edits: [{ kind: 'replace', file, pointer: '/info/version', value: semver }] } }
}

export { gt, gte, major, valid }
