import { defineRule } from '../rule.ts'

export const pathTrailingSlash = defineRule({
  id: 'path-trailing-slash',
  group: 'resources',
  summary: 'Paths do not end in a slash, so one resource has one address.',
  source: 'Zalando RESTful API Guidelines, rule 136',
  example: {
    bad: `
      paths:
        /pets/: {}`,
    good: `
      paths:
        /pets: {}`,
  },
  severity: 'error',
  isRecommended: true,
  supersedes: ['path-keys-no-trailing-slash'],
  visit: (report) => ({
    path(path, at) {
      if (path === '/' || !path.endsWith('/')) return
      report({
        at,
        message: `The path \`${path}\` ends in a slash`,
        // No fix: whoever calls the address with the slash would miss it.
        help: `Write \`${path.replace(/\/+$/, '') || '/'}\`.`,
      })
    },
  }),
})
