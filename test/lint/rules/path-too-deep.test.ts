import { pathTooDeep } from '#lint/rules/path-too-deep.ts'
import { testRule } from './test-rule.ts'

testRule(pathTooDeep, {
  accepts: {
    // As public contracts write them: no caller has to find a version.
    'versions, which are no resources':
      'paths: { /a/b/v1beta2/c/d: {}, /2010-04-01/a/b/c/d: {}, "/v1/a/{id}/b/c/d": {} }',
  },
  rejects: {
    'five resources, whatever identifiers stand between': {
      contract: 'paths:\n  /a/{id}/b/c/{id}/d/e: {}',
      findings: [
        {
          at: 'openapi.yaml:4:3',
          message: 'The path goes through 5 resources: `a`, `b`, `c`, `d`, `e`',
          help: 'Give what stands last an address of its own.',
        },
      ],
    },
  },
})
