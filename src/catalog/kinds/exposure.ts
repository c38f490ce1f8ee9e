import { z } from 'zod'
import type { Exposure } from '../catalog.ts'
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

const upstream = fields({
  targets: z
    .array(
      fields({
        url: origin.describe('`http://10.0.0.7:9001`'),
        weight: z.int().nonnegative().default(1).describe('Its share of the requests; 0 gets none.'),
      }),
    )
    .min(1)
    .refine((targets) => targets.length === 0 || targets.some(({ weight }) => weight > 0), {
      error: 'Every target has weight 0',
    }),
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
    upstreams: new Map(
      Object.entries(upstreams).map(([name, { targets, health }]) => [name, { targets, health: health ?? null }]),
    ),
    plugins,
  }),
})

function holdsCredential(written: string): boolean {
  const url = URL.parse(written)
  return url !== null && (url.username !== '' || url.password !== '')
}

function isOrigin(written: string): boolean {
  const url = URL.parse(written)
  if (!url || !['http:', 'https:'].includes(url.protocol)) return false
  return url.pathname === '/' && url.search === '' && url.hash === ''
}
