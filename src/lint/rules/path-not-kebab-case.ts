import { defineRule } from '../rule.ts'
import { type Met, reportOnce } from '../vocabulary/once.ts'

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
  visit(report, contract) {
    const met: Met[] = []
    return {
      path(path, at) {
        for (const segment of path.split('/')) {
          const wanted = kebabOf(segment)
          if (wanted === segment) continue
          met.push({
            at,
            message: `The segment \`${segment}\` of the path is not in kebab-case`,
            help: `In the next major version, write \`${wanted}\`.`,
            subject: segment,
          })
        }
      },
      end: () => reportOnce(report, contract, met),
    }
  },
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
