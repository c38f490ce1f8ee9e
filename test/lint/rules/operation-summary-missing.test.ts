import { operationSummaryMissing } from '#lint/rules/operation-summary-missing.ts'
import { testRule } from './test-rule.ts'

testRule(operationSummaryMissing, {
  accepts: { 'an operation with a summary': 'paths: { /pets: { get: { summary: Lists pets } } }' },
  rejects: {
    'an operation without, or with a blank one': {
      contract: 'paths:\n  /pets:\n    get: {}\n    post: { summary: " " }\n    put: { summary: Replaces them }',
      findings: [
        {
          at: 'openapi.yaml:5:5',
          message: '`GET /pets` has no summary',
          help: 'Say in a few words what it does, in `summary`.',
        },
        {
          at: 'openapi.yaml:6:5',
          message: '`POST /pets` has no summary',
          help: 'Say in a few words what it does, in `summary`.',
        },
      ],
    },
    // Four of ten public contracts have no summaries at all: 1,666 findings that said one thing.
    'all operations, where none has one, as one decision': {
      contract: 'paths:\n  /pets:\n    get: {}\n    post: {}',
      findings: [
        {
          at: 'openapi.yaml:3:1',
          message: 'None of the 2 operations has a summary',
          help: 'Say in a few words what it does, in `summary`.',
        },
      ],
    },
    'an operation in another file, once, where it is written': {
      contract: {
        'o.yaml':
          'openapi: 3.0.0\ninfo: { title: T, version: 1.0.0 }\npaths: { /a: { $ref: p.yaml }, /b: { $ref: p.yaml } }\n',
        'p.yaml': '# pets\ndelete: {}\n',
      },
      findings: [
        {
          at: 'p.yaml:2:1',
          message: '`DELETE /a` has no summary',
          help: 'Say in a few words what it does, in `summary`.',
        },
      ],
    },
  },
})
