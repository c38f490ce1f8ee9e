import type { Json } from '../../contract/contract.ts'
import { isObject } from '../../contract/grammar.ts'
import { defineRule } from '../rule.ts'

export const pathVersionWrong = defineRule({
  id: 'path-version-wrong',
  group: 'resources',
  summary: 'An address names the version at most once, and the one whose contract it is, or callers reach another.',
  source: 'Google AIP-185',
  example: {
    bad: `
      servers: [{ url: https://api.example.com/v1 }]
      paths:
        /v1/pets: {}`,
    good: `
      servers: [{ url: https://api.example.com/v1 }]
      paths:
        /pets: {}`,
  },
  severity: 'warning',
  isRecommended: false,
  visit(report, { root, identity }) {
    const ofServers = versionsIn(serverPaths(root['servers']))
    return {
      path(path, at) {
        const versions = [...ofServers, ...versionsIn([path])]
        const other = versions.find((version) => /^v\d+$/.test(identity.version) && version !== identity.version)
        if (versions.length > 1)
          report({
            at,
            message: `The address of \`${path}\` names a version more than once: ${versions.map((name) => `\`${name}\``).join(', ')}`,
            help: 'Keep the one of the server.',
          })
        else if (other !== undefined)
          report({
            at,
            message: `The address of \`${path}\` names \`${other}\`, and this is the contract of \`${identity.version}\``,
            help: `Write \`${identity.version}\`, or move the contract.`,
          })
      },
    }
  },
})

/** The versions that the servers agree on: alternatives with different ones are a matter of the caller's choice. */
function versionsIn(paths: readonly string[]): readonly string[] {
  const [first = [], ...others] = paths.map((path) => path.split('/').filter((segment) => /^v\d+$/.test(segment)))
  return others.every((versions) => versions.join() === first.join()) ? first : []
}

function serverPaths(servers: Json | undefined): readonly string[] {
  if (!Array.isArray(servers)) return []
  return (servers as readonly Json[]).flatMap((server) => {
    const url = isObject(server) ? server['url'] : undefined
    return typeof url === 'string' ? [url.replace(/^[a-z]+:\/\/[^/]*/i, '')] : []
  })
}
