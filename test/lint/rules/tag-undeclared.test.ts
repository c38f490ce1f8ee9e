import { tagUndeclared } from '#lint/rules/tag-undeclared.ts'
import { testRule } from './test-rule.ts'

testRule(tagUndeclared, {
  accepts: { 'tags that are declared': 'tags: [{ name: a }]\npaths: { /a: { get: { tags: [a] } } }' },
  rejects: {
    'a tag that many operations have, once': {
      contract: 'tags: [{ name: a }]\npaths:\n  /a:\n    get: { tags: [a, b] }\n    put: { tags: [b] }',
      findings: [
        {
          at: 'openapi.yaml:6:22',
          message: 'The tag `b` of `GET /a` is not declared',
          help: 'Declare it under `tags` of the document, or correct it.',
        },
      ],
    },
    // Three of ten public contracts declare none: 1,236 findings that said one thing.
    'all tags, where none is declared, as one decision': {
      contract: 'paths:\n  /a:\n    get: { tags: [a, b] }\n    put: { tags: [b] }',
      findings: [
        {
          at: 'openapi.yaml:1:1',
          message: 'None of the 2 tags is declared',
          help: 'Declare it under `tags` of the document, or correct it.',
        },
      ],
    },
  },
})
