import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'
import { type Member, reportLackingMembers } from '../vocabulary/lacking.ts'
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
      const patches = operationsOf(contract).flatMap(({ name, method, body }): Member[] =>
        method === 'patch' && body !== null ? [{ name: `\`${name}\``, part: body }] : [],
      )
      const typesOf = ({ part }: Member) => (isObject(part.value['content']) ? Object.keys(part.value['content']) : [])
      reportLackingMembers(report, contract, 'bodies of PATCH', patches, {
        among: (patch) => typesOf(patch).length > 0,
        lacks: (patch) => typesOf(patch).every((type) => /^application\/json(?:;|$)/i.test(type)),
        each: 'takes plain JSON, which does not say how it is applied',
        all: 'says how it is applied: they are plain JSON',
        help: 'Describe it as `application/merge-patch+json` or `application/json-patch+json`.',
      })
    },
  }),
})
