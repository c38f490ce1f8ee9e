import { didYouMean } from '../../base/did-you-mean.ts'
import { type Pointer, pointerTo } from '../../base/place.ts'
import type { Api } from '../catalog.ts'
import { defineReferenceRule } from './reference-rule.ts'

export const versionUnknown = defineReferenceRule({
  id: 'version-unknown',
  summary: 'Successors, exposures and grants name versions that their API has.',
  check({ catalog }, report) {
    const wants = (api: Api, version: string, file: string, pointer: Pointer) => {
      if (api.versions.has(version)) return
      const near = didYouMean(version, api.versions.keys())
      const versions = [...api.versions.keys()].map((name) => `\`${name}\``).join(', ')
      report({
        file,
        pointer,
        message: `API \`${api.id}\` has no version \`${version}\`${near ? `: did you mean \`${near}\`?` : ''}`,
        help: `Write one of its versions (${versions}), or add this one to \`${api.file}\`.`,
      })
    }
    for (const api of catalog.apis.values()) {
      for (const { name, successor } of api.versions.values()) {
        const pointer = pointerTo('/versions', name, 'successor')
        if (successor === name)
          report({
            file: api.file,
            pointer,
            message: `Version \`${name}\` is its own successor`,
            help: 'Name the version that callers move to, or remove the key.',
          })
        else if (successor !== null) wants(api, successor, api.file, pointer)
      }
      for (const { versions, file } of api.exposures.values())
        for (const version of versions.keys()) wants(api, version, file, pointerTo('/versions', version))
    }
    for (const { api: id, grants, file } of catalog.subscriptions.values()) {
      const api = catalog.apis.get(id)
      if (!api) continue
      grants.forEach(({ version }, index) => {
        wants(api, version, file, pointerTo('/grants', index, 'version'))
      })
    }
  },
})
