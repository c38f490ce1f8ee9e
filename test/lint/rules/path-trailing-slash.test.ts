import { pathTrailingSlash } from '#lint/rules/path-trailing-slash.ts'
import { testRule } from './test-rule.ts'

testRule(pathTrailingSlash, {
  accepts: {
    'the root path': 'paths: { /: {} }',
    'a path without one, and extensions': 'paths: { /pets: {}, x-note/: {} }',
  },
  rejects: {
    'a path that ends in a slash': {
      contract: 'paths:\n  /pets/: {}',
      findings: [{ at: 'openapi.yaml:4:3', message: 'The path `/pets/` ends in a slash', help: 'Write `/pets`.' }],
    },
  },
})
