import { pointerTo } from '../../base/place.ts'
import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'
import { isOfType } from '../vocabulary/operations.ts'
import { isPersonal } from '../vocabulary/personal-data.ts'
import { wordsOf } from '../vocabulary/words.ts'

export const personalDataUnmarked = defineRule({
  id: 'personal-data-unmarked',
  kinds: ['openapi', 'asyncapi'],
  group: 'privacy',
  summary: 'Properties that hold personal data say so in `x-pii`, so that logs, exports and reviews can tell them.',
  source: 'GDPR article 30',
  example: {
    bad: `
      components:
        schemas:
          Owner: { properties: { email: { type: string } } }`,
    good: `
      components:
        schemas:
          Owner: { properties: { email: { type: string, x-pii: true } } }`,
  },
  severity: 'info',
  isRecommended: false,
  fixes: 'Writes `x-pii: true`.',
  visit: (report) => ({
    schema({ value: { properties }, file, pointer }) {
      for (const [name, value] of isObject(properties) ? Object.entries(properties) : []) {
        if (!isPersonal(name) || !isObject(value) || Object.hasOwn(value, 'x-pii') || Object.hasOwn(value, '$ref'))
          continue
        const at = { file, pointer: pointerTo(pointer, 'properties', name) }
        // `useEmail`, `hasPassport`; and what is around personal data has it in its own properties.
        if (isOfType({ ...at, value }, 'boolean', 'object')) continue
        // Of a thing that has a name of its own it is the longer one: `octocat/hello-world`.
        if (wordsOf(name).join(' ') === 'full name' && Object.hasOwn(properties as object, 'name')) continue
        const mark = { file, pointer: pointerTo(at.pointer, 'x-pii') }
        report({
          at,
          message: `\`${name}\` looks like personal data and is not marked`,
          help: 'Write `x-pii: true`, or `false` where it is none.',
          fix: { title: 'Write `x-pii: true`.', edits: [{ kind: 'add', ...mark, value: true }] },
        })
      }
    },
  }),
})
