import { pathCollectionSingular } from '#lint/rules/path-collection-singular.ts'
import { testRule } from './test-rule.ts'

testRule(pathCollectionSingular, {
  accepts: {
    'plurals, also those without an s': 'paths: { "/pets/{id}": {}, "/people/{id}": {}, "/news/{id}": {} }',
    'what stands before a fixed segment, and versions': 'paths: { /health/live: {}, "/v1/{tenant}": {} }',
    // All of these are paths of public contracts.
    'what was done to things, codes of something, lists, and what is no identifier':
      'paths: { "/starred/{owner}": {}, "/codes_of_conduct/{key}": {}, "/blocked_list/{id}": {}, "/readme/{dir}": {}, "/proxy/{path}": {} }',
    'lookups by another key': 'paths: { "/pets/by-name/{name}": {} }',
  },
  rejects: {
    'a singular before an identifier, by its last word': {
      contract: 'paths:\n  /pet-owner/{id}: {}\n  /status/{id}: {}',
      findings: [
        {
          at: 'openapi.yaml:4:3',
          message: 'The segment `pet-owner` holds many and is named in the singular',
          help: 'Name it in the plural.',
        },
        {
          at: 'openapi.yaml:5:3',
          message: 'The segment `status` holds many and is named in the singular',
          help: 'Name it in the plural.',
        },
      ],
    },
  },
})
