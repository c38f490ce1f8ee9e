import { defineRule } from '../rule.ts'

export const pathTrailingSlash = defineRule({
  id: 'path-trailing-slash',
  summary: 'Paths do not end in a slash, so one resource has one address.',
  severity: 'error',
  presets: ['recommended'],
  supersedes: ['path-keys-no-trailing-slash'],
  visit: (report) => ({
    path(path, at) {
      if (path === '/' || !path.endsWith('/')) return
      report({
        at,
        message: `The path \`${path}\` ends in a slash`,
        help: `Write \`${path.replace(/\/+$/, '') || '/'}\`.`,
      })
    },
  }),
})
