import { pathNotKebabCase } from '#lint/rules/path-not-kebab-case.ts'
import { testRule } from './test-rule.ts'

testRule(pathNotKebabCase, {
  accepts: {
    'lower case with hyphens': 'paths:\n  /pet-owners/2024/{petId}/v1.2: {}',
    'parameters in any case, and verbs after a colon': 'paths:\n  "/pets/{petId}-{Kind}:archive": {}',
  },
  rejects: {
    'camel case and underscores, each segment once': {
      contract: 'paths:\n  /petOwners/{petId}/home_address: {}',
      findings: [
        {
          at: 'openapi.yaml:4:3',
          message: 'The segment `home_address` of the path is not in kebab-case',
          help: 'Write `home-address`.',
        },
        {
          at: 'openapi.yaml:4:3',
          message: 'The segment `petOwners` of the path is not in kebab-case',
          help: 'Write `pet-owners`.',
        },
      ],
    },
  },
})
