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
          help: 'In the next major version, write `home-address`.',
        },
        {
          at: 'openapi.yaml:4:3',
          message: 'The segment `petOwners` of the path is not in kebab-case',
          help: 'In the next major version, write `pet-owners`.',
        },
      ],
    },
    // A public contract has 357 paths below `Accounts`.
    'a segment that stands in many paths, once': {
      contract: 'paths:\n  /Pets: {}\n  /Pets/{id}: {}\n  /Pets/{id}/toys: {}',
      findings: [
        {
          at: 'openapi.yaml:4:3',
          message: 'The segment `Pets` of the path is not in kebab-case; so it is in 2 other places',
          help: 'In the next major version, write `pets`.',
        },
      ],
    },
  },
})
