import { defineRule } from '../rule.ts'

export const descriptionMissing = defineRule({
  id: 'description-missing',
  kinds: ['openapi', 'asyncapi'],
  group: 'documentation',
  summary: 'A contract says what the API is for: it is the first thing people read, and often the last.',
  source: 'Zalando RESTful API Guidelines, rule 218',
  example: {
    bad: `
      info: { title: Pets, version: 1.0.0 }`,
    good: `
      info: { title: Pets, version: 1.0.0, description: Buy and sell pets. }`,
  },
  severity: 'warning',
  isRecommended: false,
  supersedes: ['info-description'],
  visit: (report) => ({
    info({ value: info, file }) {
      if (typeof info['description'] === 'string' && info['description'].trim() !== '') return
      report({
        at: { file, pointer: '/info' },
        message: 'Nothing is said of what the API is for',
        help: 'Say it in `info.description`.',
      })
    },
  }),
})
