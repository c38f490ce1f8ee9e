import { errorResponseNotProblem } from '#lint/rules/error-response-not-problem.ts'
import { testRule } from './test-rule.ts'

const responses = (text: string) => `paths:\n  /pets:\n    get:\n      responses:\n        ${text}`

testRule(errorResponseNotProblem, {
  accepts: {
    'problem documents': responses("'404': { content: { application/problem+json: {} } }"),
    'another type beside a problem document': responses(
      "'4XX': { content: { text/html: {}, application/problem+xml: {} } }",
    ),
    'errors without content, and successes of any type': responses(
      "{ '404': {}, '200': { content: { text/csv: {} } } }",
    ),
    'components that no operation answers with':
      'components: { responses: { "404": { content: { text/plain: {} } } } }',
  },
  rejects: {
    'an error of another type': {
      contract: responses("'404': { content: { application/json: {} } }"),
      findings: [
        {
          at: 'openapi.yaml:7:9',
          message: 'The 404 response of `GET /pets` is not a problem document',
          help: 'Describe it under `application/problem+json`.',
        },
      ],
    },
    'the default response, in another file': {
      contract: {
        'o.yaml':
          "openapi: 3.0.0\ninfo: { title: T, version: 1.0.0 }\npaths: { /a: { get: { responses: { default: { $ref: 'r.yaml#/Error' } } } } }\n",
        'r.yaml': 'Error:\n  content: { application/json: {} }\n',
      },
      findings: [
        {
          at: 'r.yaml:1:1',
          message: 'The default response of `GET /a` is not a problem document',
          help: 'Describe it under `application/problem+json`.',
        },
      ],
    },
  },
})
