import { pointerTo } from '../../base/place.ts'
import type { Api, Catalog, Environment, Exposure } from '../catalog.ts'
import { defineReferenceRule } from './reference-rule.ts'

export const routeConflict = defineReferenceRule({
  id: 'route-conflict',
  summary: 'On one host no two versions of any APIs are found at the same path.',
  check({ catalog }, report) {
    for (const environment of catalog.environments.values()) {
      const taken = new Map<string, string>()
      for (const { api, exposure } of exposuresIn(catalog, environment))
        for (const name of exposure.versions.keys()) {
          const path = api.versions.get(name)?.gateway.path.replaceAll('{version}', name)
          if (path === undefined) continue
          const own = `${api.id}/${name}`
          // A listener without hosts answers to any, so it meets itself; that it meets the others too is what it is for.
          const addresses = hostsOf(environment, exposure).map((host) => `${host}${path}`)
          const other = addresses.map((address) => taken.get(address)).find((found) => found !== undefined)
          if (other !== undefined)
            report({
              file: exposure.file,
              pointer: pointerTo('/versions', name),
              message: `\`${path}\` is where \`${other}\` is served already on listener \`${exposure.listener}\``,
              help: `Give \`${own}\` a \`gateway.path\` of its own in \`${api.file}\`, with \`{version}\` in it.`,
            })
          for (const address of addresses) taken.set(address, own)
        }
    }
  },
})

function exposuresIn(catalog: Catalog, { id }: Environment): { api: Api; exposure: Exposure }[] {
  return [...catalog.apis.values()].flatMap((api) => {
    const exposure = api.exposures.get(id)
    return exposure ? [{ api, exposure }] : []
  })
}

function hostsOf(environment: Environment, { listener }: Exposure): readonly string[] {
  const hosts = environment.listeners.get(listener)?.hosts ?? []
  return hosts.length > 0 ? hosts : ['']
}
