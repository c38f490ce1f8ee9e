/** The `gateway` of an API and of its versions: its shape, and how a version's overrides its API's. */
import { z } from 'zod'
import { pluginSchemas } from '../snapshot/plugins/index.ts'
import type { KeyPlace, PluginUse, RouteAuth } from '../snapshot/snapshot.ts'
import type { GatewaySettings } from './catalog.ts'
import { fields, name, text, urlPath, withFreeKeys } from './shapes.ts'

const methods = z.array(z.enum(['api-key', 'jwt', 'mtls'])).min(1)

const auth = z
  .union([z.literal('none'), z.strictObject({ any: methods }), z.strictObject({ all: methods })], {
    error: 'This is not a way to authenticate\nWrite `none`, `{ any: [api-key, jwt] }` or `{ all: [api-key, jwt] }`.',
  })
  .describe('How callers prove who they are: `{ any: [api-key, jwt] }`, `{ all: […] }`, or `none` for an open API.')
  .transform((written): RouteAuth => {
    if (written === 'none') return { kind: 'none' }
    return 'any' in written ? { kind: 'any', methods: written.any } : { kind: 'all', methods: written.all }
  })

const keyPlace = z
  .strictObject({
    in: z.enum(['query', 'cookie', 'header']),
    name: text(
      /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/,
      'the name of a parameter, a cookie or a header',
      'Use letters, digits, hyphens and underscores: `api_key`.',
    ),
  })
  .transform(
    (written): KeyPlace => (written.in === 'header' ? { in: 'header', name: written.name.toLowerCase() } : written),
  )

/** A plugin of whoever runs the gateway has a dot in its name, and the gateway's own never will. */
export const ownPluginId = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+$/

/** `- rate-limit: { … }`: one plugin an entry, each plugin once. */
export const plugins = z
  .array(onePlugin())
  .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, {
    error: 'A plugin stands twice in this list',
    params: { help: 'Keep one entry per plugin.' },
  })
  .describe('What the gateway does to a request on its way, one plugin an entry.')

function onePlugin() {
  const shape = Object.fromEntries(
    pluginSchemas.map(({ id, summary, config }) => [id, withFreeKeys(config).optional().describe(summary)]),
  )
  return z
    .strictObject(shape)
    .catchall(z.unknown())
    .superRefine((entry, context) => {
      const keys = Object.keys(entry).filter((key) => !Object.hasOwn(shape, key) && !ownPluginId.test(key))
      if (keys.length > 0) context.addIssue({ code: 'unrecognized_keys', keys, input: entry })
    })
    .refine((entry) => Object.keys(entry).length === 1, {
      error: 'An entry of `plugins` names one plugin',
      // A misspelt plugin is told as such, and not as a missing one too.
      when: ({ issues }) => issues.length === 0,
      params: { help: 'Write `- rate-limit: { requests: 600, per: 1m }`, and start a new `-` for the next plugin.' },
    })
    .meta({
      minProperties: 1,
      maxProperties: 1,
      additionalProperties: false,
      patternProperties: { [ownPluginId.source]: {} },
    })
    .transform((entry): PluginUse => {
      const [[id, config] = ['', undefined]] = Object.entries(entry)
      return { id, config }
    })
}

/** What may be written under `gateway`; everything has a default. */
export const gateway = fields({
  path: text(
    /^\/$|^(\/([A-Za-z0-9._~-]|\{version\})+)+$/,
    'a path for callers',
    'Start with `/`; `{version}` is the only parameter: `/payments/{version}`.',
  )
    .optional()
    .describe('Where callers find the API; `{version}` is replaced. Default: `/<api>/{version}`.'),
  upstreamPath: urlPath.optional().describe('Put in place of `path` when a request goes on. Default: `/`.'),
  exposes: z
    .enum(['contract', 'prefix'])
    .optional()
    .describe('`contract` (default): only the operations of the contract; `prefix`: everything below `path`.'),
  upstream: name
    .optional()
    .describe('Which upstream of the exposure takes the requests. Default: the name of the API.'),
  auth: auth.optional(),
  keyPlaces: z
    .array(keyPlace)
    .optional()
    .describe(
      'Where an API key may stand besides `x-api-key` and the bearer token: `{ in: query, name: api_key }`. Default: where the `apiKey` schemes of the contract say.',
    ),
  plugins: plugins.optional(),
})

export type WrittenGateway = z.output<typeof gateway>

/**
 * An API's settings overridden key by key by its version's. An API that says nothing about `auth` asks for a key or a token: what is
 * open must be written as `none`.
 */
export function gatewaySettings(
  api: string,
  ofApi: WrittenGateway = {},
  ofVersion: WrittenGateway = {},
): GatewaySettings {
  const { path, upstreamPath, exposes, upstream, auth, keyPlaces, plugins } = { ...ofApi, ...ofVersion }
  return {
    path: path ?? `/${api}/{version}`,
    upstreamPath: upstreamPath ?? '/',
    exposes: exposes ?? 'contract',
    upstream: upstream ?? api,
    auth: auth ?? { kind: 'any', methods: ['api-key', 'jwt'] },
    keyPlaces: keyPlaces ?? null,
    plugins: plugins ?? [],
  }
}
