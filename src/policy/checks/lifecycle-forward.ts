import { pointerTo } from '../../base/place.ts'
import { lifecycle } from '../../catalog/catalog.ts'
import { defineCheck } from '../check.ts'
import { versionOf } from '../promise.ts'

/** A version may appear in any state, for a catalog also writes down what was there before it; from then on it only moves forward. */
export const lifecycleForward = defineCheck({
  id: 'lifecycle-forward',
  summary: 'A version moves from draft to published to deprecated to retired, never back.',
  triggers: ['pushed'],
  evaluate({ base, head }, { report }) {
    for (const api of head.apis.values())
      for (const version of api.versions.values()) {
        const before = versionOf(base, api.id, version.name)?.state
        if (before === undefined || lifecycle.indexOf(version.state) >= lifecycle.indexOf(before)) continue
        report({
          api: api.id,
          version: version.name,
          message: `\`${api.id}/${version.name}\` is \`${before}\` and cannot become \`${version.state}\` again`,
          help: `Leave it \`${before}\`, or add a new version for what should be \`${version.state}\`.`,
          place: head.place(api.file, pointerTo('', 'versions', version.name, 'state')),
        })
      }
  },
})
