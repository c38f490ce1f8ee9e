import { pointerTo } from '../../base/place.ts'
import { defineCheck } from '../check.ts'
import { isPromised, versionOf } from '../promise.ts'

/** The date that counts is the base's: a proposal cannot move the sunset and retire in one go, nor bring an announced date forward. */
export const retiredAfterSunset = defineCheck({
  id: 'retired-after-sunset',
  summary: 'A deprecated version has a sunset, keeps it, and is not retired before it.',
  triggers: ['pushed', 'clock'],
  evaluate({ base, head, circumstances }, { report }) {
    const today = circumstances.now.slice(0, 10)
    for (const api of head.apis.values())
      for (const version of api.versions.values()) {
        const before = versionOf(base, api.id, version.name)
        const name = `\`${api.id}/${version.name}\``
        const about = { api: api.id, version: version.name }
        const at = (key: string) => head.place(api.file, pointerTo('', 'versions', version.name, key))

        if (version.state === 'deprecated' && version.sunset === null)
          report({
            ...about,
            subject: 'missing',
            message: `${name} is deprecated without a \`sunset\``,
            help: 'Add `sunset: YYYY-MM-DD`, the day from which it may be gone.',
            place: at('state'),
          })
        else if (version.state === 'deprecated' && before?.sunset && (version.sunset ?? '') < before.sunset)
          report({
            ...about,
            subject: 'earlier',
            message: `The sunset of ${name} was announced for ${before.sunset} and cannot be brought forward to ${version.sunset}`,
            help: `Keep \`sunset: ${before.sunset}\` or choose a later day.`,
            place: at('sunset'),
          })

        if (version.state !== 'retired' || !isPromised(before?.state)) continue
        const sunset = before?.sunset ?? null
        if (sunset !== null && today >= sunset) continue
        report({
          ...about,
          subject: 'retired',
          message: sunset
            ? `${name} cannot be retired before its sunset on ${sunset}`
            : `${name} cannot be retired: its callers were never told a \`sunset\``,
          help: sunset ? `Retire it on ${sunset} or later.` : 'First merge `state: deprecated` with a `sunset`.',
          place: at('state'),
        })
      }
  },
})
