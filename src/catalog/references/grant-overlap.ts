import { pointerTo } from '../../base/place.ts'
import { defineReferenceRule } from './reference-rule.ts'

export const grantOverlap = defineReferenceRule({
  id: 'grant-overlap',
  summary: 'A subscription grants a version once per environment, so that one plan holds.',
  check({ catalog }, report) {
    for (const { grants, file } of catalog.subscriptions.values()) {
      const granted = new Set<string>()
      grants.forEach(({ version, environments }, index) => {
        environments.forEach((environment, position) => {
          const right = `${version} ${environment}`
          if (granted.has(right))
            report({
              file,
              pointer: pointerTo('/grants', index, 'environments', position),
              message: `Version \`${version}\` is granted twice in \`${environment}\``,
              help: 'Keep the grant whose plan should hold.',
            })
          granted.add(right)
        })
      })
    }
  },
})
