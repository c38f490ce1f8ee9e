import { valid } from 'semver'
import type { Fix } from '../../base/fix.ts'
import { defineRule } from '../rule.ts'

export const infoVersionNotSemver = defineRule({
  id: 'info-version-not-semver',
  kinds: ['openapi', 'asyncapi'],
  group: 'evolution',
  summary: 'The version of a contract is a semantic version, because releases are compared by it.',
  source: 'Semantic Versioning 2.0.0 section 2',
  example: {
    bad: `
      info: { title: Pets, version: '1.4' }`,
    good: `
      info: { title: Pets, version: 1.4.0 }`,
  },
  severity: 'error',
  isRecommended: true,
  fixes: 'Completes `1.4` to `1.4.0`.',
  visit: (report) => ({
    info({ value: { version }, file }) {
      // Missing or no text: reading the contract has said so already.
      if (typeof version !== 'string' || version.trim() === '' || isSemver(version)) return
      report({
        at: { file, pointer: '/info/version' },
        message: `\`info.version\` is \`${version}\`, not a semantic version`,
        help: 'Write `major.minor.patch`, as in `1.4.0`.',
        fix: fixOf(version, file),
      })
    },
  }),
})

/** `1.4` can only have meant `1.4.0`; what a date or a `v` was to say, its author knows. */
function fixOf(version: string, file: string): Fix | undefined {
  if (!/^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)$/.test(version)) return undefined
  const value = `${version}.0`
  return { title: `Write \`${value}\`.`, edits: [{ kind: 'replace', file, pointer: '/info/version', value }] }
}

/** The library also takes `v1.2.3` and blanks, which tags and comparisons would not. */
function isSemver(version: string): boolean {
  return /^\d/.test(version) && version.trim() === version && valid(version) !== null
}
