import { pointerTo } from '../../base/place.ts'
import { defineCheck } from '../check.ts'
import { isPromised, versionOf } from '../promise.ts'

export const publishedVersionKept = defineCheck({
  id: 'published-version-kept',
  summary: 'A version that callers rely on is not deleted: it is deprecated, then retired, and only then removed.',
  triggers: ['pushed'],
  evaluate({ base, head }, { report }) {
    for (const api of base?.apis.values() ?? [])
      for (const version of api.versions.values()) {
        if (!isPromised(version.state) || versionOf(head, api.id, version.name)) continue
        const kept = head.apis.get(api.id)
        report({
          api: api.id,
          version: version.name,
          message: `\`${api.id}/${version.name}\` is \`${version.state}\` and cannot be deleted`,
          help: 'Put it back; deprecate it with a `sunset`, retire it after that date, and delete it then.',
          place: kept
            ? head.place(kept.file, '/versions')
            : (base?.place(api.file, pointerTo('', 'versions', version.name)) ?? null),
        })
      }
  },
})
