import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'

export const contactMissing = defineRule({
  id: 'contact-missing',
  kinds: ['openapi', 'asyncapi'],
  group: 'documentation',
  summary: 'A contract says whom to ask, because those who read it are not those who wrote it.',
  source: 'Zalando RESTful API Guidelines, rule 218',
  example: {
    bad: `
      info: { title: Pets, version: 1.0.0 }`,
    good: `
      info: { title: Pets, version: 1.0.0, contact: { email: pets@example.com } }`,
  },
  severity: 'warning',
  isRecommended: false,
  supersedes: ['info-contact'],
  visit: (report) => ({
    info({ value: info, file }) {
      if (
        isObject(info['contact']) &&
        ['name', 'url', 'email'].some((key) => Object.hasOwn(info['contact'] as object, key))
      )
        return
      report({
        at: { file, pointer: '/info' },
        message: 'Nobody is named who answers questions',
        help: 'Write `name`, `url` or `email` under `info.contact`.',
      })
    },
  }),
})
