import { pointerTo } from '../../base/place.ts'
import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'

export const noContentWithBody = defineRule({
  id: 'no-content-with-body',
  group: 'resources',
  summary: 'Answers that have no body describe none, because no client will ever read it.',
  source: 'RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5',
  example: {
    bad: `
      paths:
        /pets/{id}:
          delete:
            responses:
              '204':
                description: Gone.
                content: { application/json: {} }`,
    good: `
      paths:
        /pets/{id}:
          delete:
            responses:
              '204':
                description: Gone.`,
  },
  severity: 'error',
  isRecommended: true,
  fixes: 'Deletes `content`.',
  visit: (report) => ({
    response({ key, value, file, pointer }) {
      const { content } = value
      if (!['204', '205', '304'].includes(key) || !isObject(content) || Object.keys(content).length === 0) return
      const at = { file, pointer: pointerTo(pointer, 'content') }
      report({
        at,
        message: `The ${key} response describes a body, which it cannot have`,
        help: 'Delete `content`, or answer 200.',
        fix: { title: 'Delete `content`.', edits: [{ kind: 'remove', ...at }] },
      })
    },
  }),
})
