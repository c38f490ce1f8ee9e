import { infoVersionNotSemver } from '#lint/rules/info-version-not-semver.ts'
import { testRule } from './test-rule.ts'

const version = (text: string) => ({ 'o.yaml': `openapi: 3.1.0\ninfo:\n  title: T\n  version: ${text}\n` })
const rejected = (text: string) => ({
  contract: version(`'${text}'`),
  findings: [
    {
      at: 'o.yaml:4:3',
      message: `\`info.version\` is \`${text}\`, not a semantic version`,
      help: 'Write `major.minor.patch`, as in `1.4.0`.',
    },
  ],
})

testRule(infoVersionNotSemver, {
  accepts: { 'a release': version('1.4.0'), 'a pre-release with build metadata': version('1.4.0-rc.1+5') },
  rejects: {
    'two numbers': {
      ...rejected('1.4'),
      findings: rejected('1.4').findings.map((finding) => ({ ...finding, fix: 'Write `1.4.0`.' })),
    },
    'a date': rejected('2024-11-01'),
    'a leading v': rejected('v1.4.0'),
  },
})
