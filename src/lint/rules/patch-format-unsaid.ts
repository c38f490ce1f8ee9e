import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'
import { operationsOf } from '../vocabulary/operations.ts'

export const patchFormatUnsaid = defineRule({
  id: 'patch-format-unsaid',
  group: 'resources',
  summary: 'PATCH names a patch format, because plain JSON leaves open what a missing or a null member does.',
  source: 'RFC 5789 section 2, RFC 7396, RFC 6902',
  example: {
    bad: `
      paths:
        /pets/{id}:
          patch: { requestBody: { content: { application/json: {} } } }`,
    good: `
      paths:
        /pets/{id}:
          patch: { requestBody: { content: { application/merge-patch+json: {} } } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    document() {
      for (const { name, method, body } of operationsOf(contract)) {
        const content = method === 'patch' && isObject(body?.value['content']) ? body.value['content'] : {}
        const types = Object.keys(content)
        if (body === null || types.length === 0 || types.some((type) => !/^application\/json(?:;|$)/i.test(type)))
          continue
        report({
          at: body,
          message: `\`${name}\` takes plain JSON, which does not say how it is applied`,
          help: 'Describe it as `application/merge-patch+json` or `application/json-patch+json`.',
        })
      }
    },
  }),
})
