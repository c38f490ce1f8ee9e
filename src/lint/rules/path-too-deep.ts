import { defineRule } from '../rule.ts'

const deepest = 4

/** Nothing, a parameter, or a version: `v1`, `v1beta2`, `2010-04-01`. */
const notAResource = /^$|^\{|^v\d+(?:(?:alpha|beta|rc|p)\d*)*$|^\d{4}-\d{2}(?:-\d{2})?$/

export const pathTooDeep = defineRule({
  id: 'path-too-deep',
  group: 'resources',
  summary: 'Paths go through at most four resources, because a caller has to know each of them to build the address.',
  source: 'Zalando RESTful API Guidelines, rule 147',
  example: {
    bad: `
      paths:
        /shops/{shop}/owners/{owner}/pets/{pet}/visits/{visit}/bills: {}`,
    good: `
      paths:
        /visits/{visit}/bills: {}`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report) => ({
    path(path, at) {
      const resources = path.split('/').filter((segment) => !notAResource.test(segment))
      if (resources.length <= deepest) return
      report({
        at,
        message: `The path goes through ${resources.length} resources: ${resources.map((name) => `\`${name}\``).join(', ')}`,
        help: 'Give what stands last an address of its own.',
      })
    },
  }),
})
