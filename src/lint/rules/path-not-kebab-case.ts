import { defineRule } from '../rule.ts'

export const pathNotKebabCase = defineRule({
  id: 'path-not-kebab-case',
  group: 'resources',
  summary: 'Segments of paths are lower case with hyphens, because addresses are typed and compared by case.',
  source: 'Zalando RESTful API Guidelines, rule 129',
  example: {
    bad: `
      paths:
        /petOwners: {}`,
    good: `
      paths:
        /pet-owners: {}`,
  },
  severity: 'warning',
  isRecommended: true,
  visit: (report) => ({
    path(path, at) {
      for (const segment of path.split('/')) {
        const wanted = kebabOf(segment)
        if (wanted === segment) continue
        report({
          at,
          message: `The segment \`${segment}\` of the path is not in kebab-case`,
          help: `Write \`${wanted}\`.`,
          subject: segment,
        })
      }
    },
  }),
})

/** Names of parameters are left alone. */
function kebabOf(segment: string): string {
  return segment
    .split(/(\{[^}]*\})/)
    .map((part) =>
      part.startsWith('{')
        ? part
        : part
            .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
            .replace(/[_\s]+/g, '-')
            .toLowerCase(),
    )
    .join('')
}
