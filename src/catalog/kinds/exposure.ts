import { z } from 'zod'
import type { Exposure, UpstreamSettings } from '../catalog.ts'
import { quote } from '../fault.ts'
import { plugins } from '../gateway.ts'
import { duration, fields, isFilled, name, release, urlPath, versionName } from '../shapes.ts'
import { defineKind } from './kind.ts'

const origin = z
  .string()
  .refine((written) => !holdsCredential(written), {
    error: 'The address of a target holds a credential',
    params: { help: 'Remove and revoke it: whoever reads the repository knows it.' },
    abort: true,
  })
  .refine(isOrigin, {
    error: ({ input }) => `${quote(input)} is not the address of a target`,
    params: { help: 'Write scheme, host and port only: `http://10.0.0.7:9001`. A path belongs into `upstreamPath`.' },
  })
  .transform((written) => new URL(written).origin)

/** In lower case, as fields are compared. */
const fieldName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, { error: ({ input }) => `${quote(input)} is not the name of a header` })
  .transform((written) => written.toLowerCase())

const upstream = fields({
  targets: z
    .array(
      fields({
        url: origin.describe('`http://10.0.0.7:9001`'),
        weight: z.int().nonnegative().default(1).describe('Its share of the requests; 0 gets none.'),
        canary: fields({
          consumers: z.array(name).min(1).optional().describe('Requests of these go here.'),
          header: z
            .record(fieldName, z.string().min(1))
            .refine((header) => Object.keys(header).length === 1, {
              error: 'Name one header, with the value it must have',
            })
            .optional()
            .describe('Requests with this header go here: `{ x-canary: "yes" }`.'),
        })
          .refine(({ consumers, header }) => consumers !== undefined || header !== undefined, {
            error: 'A canary is for `consumers` or a `header`',
          })
          .optional()
          .describe('Who gets this target whatever its weight.'),
      }),
    )
    .min(1)
    .refine((targets) => targets.length === 0 || targets.some(({ weight }) => weight > 0), {
      error: 'Every target has weight 0',
    }),
  balance: z
    .union([z.enum(['weight', 'connections', 'consumer', 'address']), fields({ header: fieldName })])
    .default('weight')
    .describe(
      'To whom the next request goes: in turn by `weight`, to the target with the fewest, or always to the same.',
    ),
  health: fields({
    path: urlPath,
    interval: duration.prefault('10s').describe('How often each target is asked.'),
  })
    .optional()
    .describe('How the gateway finds out that a target is down.'),
})

export const exposureKind = defineKind({
  id: 'exposure',
  summary: 'How an API is served in an environment; this file is why it is.',
  path: 'apis/{api}/environments/{environment}.yaml',
  shape: fields({
    versions: z
      .record(versionName, release)
      .refine(isFilled, { error: '`versions` is empty' })
      .describe('By version: a released semver, or `latest`. Promotion changes this line.'),
    listener: name.describe('The listener of the environment whose hosts serve it.'),
    upstreams: z.record(name, upstream).describe('Where requests go.'),
    plugins: plugins.default([]).describe("Override the API's, plugin by plugin."),
  }),
  value: ({ versions, listener, upstreams, plugins }, { path, names: { environment = '' } }): Exposure => ({
    file: path,
    environment,
    versions: new Map(Object.entries(versions)),
    listener,
    upstreams: new Map(Object.entries(upstreams).map(([name, settings]) => [name, upstreamOf(settings)])),
    plugins,
  }),
})

function upstreamOf({ targets, health, balance }: z.infer<typeof upstream>): UpstreamSettings {
  return {
    targets: targets.map(({ url, weight, canary }) => ({ url, weight, ...(canary && { canary: canaryOf(canary) }) })),
    health: health ?? null,
    ...(typeof balance === 'object' && { balance: { by: 'header', name: balance.header } }),
    ...(typeof balance === 'string' && balance !== 'weight' && { balance: { by: balance } }),
  }
}

function canaryOf({
  consumers,
  header,
}: {
  consumers?: string[] | undefined
  header?: Record<string, string> | undefined
}) {
  const [[headerName, value] = []] = Object.entries(header ?? {})
  return {
    ...(consumers && { consumers }),
    ...(headerName !== undefined && value !== undefined && { header: { name: headerName, value } }),
  }
}

function holdsCredential(written: string): boolean {
  const url = URL.parse(written)
  return url !== null && (url.username !== '' || url.password !== '')
}

function isOrigin(written: string): boolean {
  const url = URL.parse(written)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return false
  return url.pathname === '/' && url.search === '' && url.hash === ''
}
