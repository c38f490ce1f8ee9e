import { defineRule } from '../rule.ts'

export const pathFileExtension = defineRule({
  id: 'path-file-extension',
  group: 'resources',
  summary: 'Paths have no file extension: which representation is sent is negotiated by `Accept`.',
  source: 'RFC 9110 section 12.5.1',
  example: {
    bad: `
      paths:
        /pets.json: {}`,
    good: `
      paths:
        /pets: {}`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report) => ({
    path(path, at) {
      const extension = /\.(?:json|xml|ya?ml|csv|html?|txt)$/i.exec(path)?.[0]
      if (extension === undefined) return
      report({
        at,
        message: `The path \`${path}\` ends in the file extension \`${extension}\``,
        help: 'Leave it out, and describe the media types under `content`.',
      })
    },
  }),
})
