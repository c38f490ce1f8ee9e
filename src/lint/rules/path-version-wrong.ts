import type { Json } from '../../contract/contract.ts'
import { isObject } from '../../contract/grammar.ts'
import { type At, defineRule, type Offence } from '../rule.ts'

export const pathVersionWrong = defineRule({
  id: 'path-version-wrong',
  group: 'resources',
  summary:
    'An address names the version exactly once, that of the contract, or callers reach another. In a catalog it is where the gateway serves the path, elsewhere where the servers do.',
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
  visit(report, { root, entry, identity, setting }) {
    const servers = urlsOf(root['servers'])
    const ofServers = versionsIn(servers.map(pathOf))
    const mount = setting?.mount ?? null
    const mayLack = mount === null ? mayBeVersioned(servers) : isVersioned(mount)
    const lacking: Offence<At>[] = []
    let paths = 0

    const offenceOf = (path: string): Omit<Offence<At>, 'at'> | null => {
      const own = versionsIn([path])
      const versions = [...ofServers, ...own]
      if (versions.length > 1)
        return {
          message: `The address of \`${path}\` names a version more than once: ${versions.map((name) => `\`${name}\``).join(', ')}`,
          help: 'Keep the one of the server.',
        }
      if (mount !== null && own.length > 0 && versionsIn([mount]).length > 0)
        return {
          message: `The gateway serves \`${path}\` at \`${mount}${path}\`, which names a version more than once`,
          help: 'Leave it out here, or out of `gateway.path` in `api.yaml`.',
        }
      const other = versions.find((version) => /^v\d+$/.test(identity.version) && version !== identity.version)
      if (other === undefined) return null
      return {
        message: `The address of \`${path}\` names \`${other}\`, and this is the contract of \`${identity.version}\``,
        help: `Write \`${identity.version}\`, or move the contract.`,
      }
    }

    const help =
      mount === null
        ? 'Put it behind the host of the server, as in `https://api.example.com/v1`.'
        : 'Put `{version}` into `gateway.path` in `api.yaml`.'
    return {
      path(path, at) {
        paths++
        const offence = offenceOf(path)
        if (offence) report({ at, ...offence })
        else if (!mayLack && !isVersioned(path))
          lacking.push({ at, message: `The address of \`${path}\` names no version`, help })
      },
      end() {
        const at = { file: entry, pointer: '/paths' }
        if (lacking.length > 1 && lacking.length === paths)
          report({ at, message: `None of the ${paths} addresses names a version`, help, each: lacking })
        else for (const one of lacking) report(one)
      },
    }
  },
})

/** The versions that the paths agree on: alternatives with different ones are a matter of the caller's choice. */
function versionsIn(paths: readonly string[]): readonly string[] {
  const [first = [], ...others] = paths.map((path) => path.split('/').filter((segment) => /^v\d+$/.test(segment)))
  return others.every((versions) => versions.join() === first.join()) ? first : []
}

/** True for whatever somebody may have meant for a version: `v1.2`, `2.0`, `2024-10-01`, a parameter of that name. */
function isVersioned(path: string): boolean {
  return path.split('/').some((segment) => /^v\d|^\d+\.\d|^\d{4}-\d{2}\b|^\{.*version.*\}$/i.test(segment))
}

/** Where an API is that names no server is for others to say, and what a variable holds for whoever fills it in. */
function mayBeVersioned(servers: readonly string[]): boolean {
  const isOpen = (url: string) => url === '' || url === '/' || pathOf(url).includes('{')
  return servers.every(isOpen) || servers.some((url) => isVersioned(pathOf(url)))
}

function urlsOf(servers: Json | undefined): readonly string[] {
  if (!Array.isArray(servers)) return []
  return (servers as readonly Json[]).flatMap((server) => {
    const url = isObject(server) ? server['url'] : undefined
    return typeof url === 'string' ? [url] : []
  })
}

function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/]*/i, '')
}
