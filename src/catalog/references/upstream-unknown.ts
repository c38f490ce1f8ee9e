import { didYouMean } from '../../base/did-you-mean.ts'
import { pointerTo } from '../../base/place.ts'
import { defineReferenceRule } from './reference-rule.ts'

export const upstreamUnknown = defineReferenceRule({
  id: 'upstream-unknown',
  summary: 'An exposure defines the upstream that each version it serves sends requests to.',
  check({ catalog }, report) {
    for (const api of catalog.apis.values())
      for (const { versions, upstreams, environment, file } of api.exposures.values())
        for (const name of versions.keys()) {
          const upstream = api.versions.get(name)?.gateway.upstream
          if (upstream === undefined || upstreams.has(upstream)) continue
          const near = didYouMean(upstream, upstreams.keys())
          report({
            file,
            pointer: pointerTo('/versions', name),
            message: `Version \`${name}\` wants upstream \`${upstream}\`, which \`${environment}\` does not define`,
            help: near
              ? `Rename upstream \`${near}\` to \`${upstream}\`, or set \`gateway.upstream\` in \`${api.file}\`.`
              : `Add \`${upstream}\` to \`upstreams\`, or set \`gateway.upstream\` in \`${api.file}\`.`,
          })
        }
  },
})
