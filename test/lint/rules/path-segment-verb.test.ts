import { pathSegmentVerb } from '#lint/rules/path-segment-verb.ts'
import { testRule } from './test-rule.ts'

testRule(pathSegmentVerb, {
  accepts: {
    'nouns, some of them made of verbs': 'paths: { "/updates/{id}": {}, /add-ons: {}, /listings: {} }',
    'verbs that no method means': 'paths: { "/orders/{id}/cancel": {}, "/pets/{id}:publish": {} }',
    'names of parameters': 'paths: { "/{getBy}": {} }',
  },
  rejects: {
    'verbs in any casing, alone or before a noun': {
      contract: 'paths:\n  /pets/delete: {}\n  /add_pet: {}',
      findings: [
        {
          at: 'openapi.yaml:4:3',
          message: 'The segment `delete` says what is done, not what it is done to',
          help: 'Name the thing, and let the method DELETE say `delete`.',
        },
        {
          at: 'openapi.yaml:5:3',
          message: 'The segment `add_pet` says what is done, not what it is done to',
          help: 'Name the thing, and let the method POST say `add`.',
        },
      ],
    },
  },
})
