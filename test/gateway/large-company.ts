import { createHash } from 'node:crypto'
import type { Route, SnapshotContent } from '#snapshot/snapshot.ts'
import { contentOf, routeOf, shopWith } from './stage.ts'

const numbered = (number: number) => String(number).padStart(5, '0')

/**
 * What a gateway of a large company serves: APIs of four routes each, a consumer for each route; the consumer of `key` may call all.
 * The upstream is told which route it was: `/r<number>/<revision of the route>/…`.
 */
export function largeCompany({
  size,
  origin,
  key,
}: {
  readonly size: number
  readonly origin: string
  readonly key: Parameters<typeof shopWith>[0]
}): SnapshotContent {
  const routes: Route[] = Array.from({ length: size }, (_, number) =>
    routeOf({
      id: `api${numbered(number >> 2)}/v1 GET /r${number}/{id}`,
      api: `api${numbered(number >> 2)}`,
      method: 'GET',
      path: `/api${number >> 2}/v1/r${number}/{id}`,
      basePath: `/api${number >> 2}/v1/r${number}`,
      upstreamPath: `/r${number}/0`,
      upstream: `up${numbered(number >> 5)}/main`,
      auth: { kind: 'any', methods: ['api-key'] },
      plugins: [{ id: 'rate-limit', config: { requests: 1_000_000_000, per: 1000, by: 'consumer' } }],
    }),
  )
  const apis = [...new Set(routes.map(({ api }) => api))]
  const grant = (api: string) => ({ api, version: 'v1', plan: 'gold', expires: null })
  const consumers = Array.from({ length: size }, (_, number) => ({
    id: `consumer${numbered(number)}`,
    keys: [{ id: 'k', prefix: `agk_${numbered(number)}0`, hash: hashOf(number), expires: null }],
    tokens: [],
    grants: [...new Set([7, 13, 29].map((step) => apis[(number * step) % apis.length] ?? ''))].map(grant),
  }))
  return contentOf([], {
    routes,
    upstreams: Array.from({ length: (size >> 5) + 1 }, (_, number) => ({
      id: `up${numbered(number)}/main`,
      targets: [{ url: origin, weight: 1 }],
      health: null,
    })),
    consumers: [...consumers, { ...shopWith(key), grants: apis.map(grant) }],
    plans: [{ id: 'gold', limits: [{ requests: monthly, per: 'month', burst: monthly }] }],
  })
}

/** What the plan allows a consumer of an API in a month. */
export const monthly = 1_000_000_000

function hashOf(number: number): string {
  return `sha256:${createHash('sha256').update(String(number)).digest('hex')}`
}

/** The request for a route, and what is wrong with the upstream's echo of it. */
export function requestFor(route: number, key: string): string {
  return `GET /api${route >> 2}/v1/r${route}/x HTTP/1.1\r\nhost: localhost\r\nx-api-key: ${key}\r\n\r\n`
}
