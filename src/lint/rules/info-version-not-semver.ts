import { valid } from 'semver'
import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'

export const infoVersionNotSemver = defineRule({
  id: 'info-version-not-semver',
  summary: 'The version of a contract is a semantic version, because releases are compared by it.',
  severity: 'error',
  presets: ['recommended'],
  visit: (report) => ({
    document({ value, file }) {
      const version = isObject(value['info']) ? value['info']['version'] : undefined
      // Missing or no text: reading the contract has said so already.
      if (typeof version !== 'string' || version.trim() === '' || isSemver(version)) return
      report({
        at: { file, pointer: '/info/version' },
        message: `\`info.version\` is \`${version}\`, not a semantic version`,
        help: 'Write `major.minor.patch`, as in `1.4.0`.',
      })
    },
  }),
})

/** The library also takes `v1.2.3` and blanks, which tags and comparisons would not. */
function isSemver(version: string): boolean {
  return /^\d/.test(version) && version.trim() === version && valid(version) !== null
}
