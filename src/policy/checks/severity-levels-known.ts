import { pointerTo } from '../../base/place.ts'
import type { Compatibility } from '../../catalog/catalog.ts'
import { unknownRule } from '../../diff/severity-levels.ts'
import { defineCheck } from '../check.ts'

export const severityLevelsKnown = defineCheck({
  id: 'severity-levels-known',
  summary: 'A rule that is given another severity level is one there is.',
  triggers: ['pushed'],
  evaluate({ head }, { report }) {
    const tell = ({ severityLevels = {} }: Compatibility, file: string, api?: string) => {
      for (const rule of Object.keys(severityLevels)) {
        const message = unknownRule(rule)
        if (message === null) continue
        report({
          ...(api === undefined ? {} : { api }),
          subject: rule,
          message: `\`severityLevels\` cannot be followed: ${message}`,
          help: 'Correct the id of the rule; `docs/reference/changes.md` has them all.',
          place: head.place(file, pointerTo('', 'compatibility', 'severityLevels', rule)),
        })
      }
    }
    tell(head.settings.compatibility, head.settings.file)
    for (const api of head.apis.values()) tell(api.compatibility, api.file, api.id)
  },
})
