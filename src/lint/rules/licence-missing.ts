import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'

export const licenceMissing = defineRule({
  id: 'licence-missing',
  kinds: ['openapi', 'asyncapi'],
  group: 'documentation',
  summary: 'A contract says under which licence it may be used, because generated code is made of it.',
  source: 'OpenAPI Specification 3.1.1 section 4.8.4',
  example: {
    bad: `
      info: { title: Pets, version: 1.0.0 }`,
    good: `
      info: { title: Pets, version: 1.0.0, license: { name: Apache 2.0, identifier: Apache-2.0 } }`,
  },
  severity: 'info',
  isRecommended: false,
  supersedes: ['info-license'],
  visit: (report) => ({
    info({ value: info, file }) {
      if (isObject(info['license'])) return
      report({
        at: { file, pointer: '/info' },
        message: 'The contract has no licence',
        help: 'Write `info.license` with its `name`, and `identifier` or `url`.',
      })
    },
  }),
})
