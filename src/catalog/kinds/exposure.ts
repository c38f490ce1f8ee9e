import { z } from 'zod'
import { secretFilePattern, serverNamePattern } from '../../snapshot/secret-file.ts'
import type { Exposure, UpstreamSettings } from '../catalog.ts'
import { quote } from '../fault.ts'
import { plugins } from '../gateway.ts'
import { duration, fields, isFilled, name, release, text, urlPath, versionName } from '../shapes.ts'
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

/** A secret is named, never written out. */
const secretFile = fields({
  file: text(
    secretFilePattern,
    'a file of secrets',
    'Write its path below the folder that gateways are started with (`--secrets`): `payments/client.pem`.',
  ),
})

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
  protocol: z
    .enum(['http/1.1', 'h2'])
    .default('http/1.1')
    .describe('What its targets speak; `h2` is HTTP/2, over TLS or in the clear.'),
  tls: fields({
    ca: secretFile.optional().describe('Authorities that the certificates of its targets come from (PEM).'),
    cert: secretFile.optional().describe('The certificate that the gateway shows (PEM).'),
    key: secretFile.optional().describe('Its private key (PEM).'),
    serverName: text(
      serverNamePattern,
      'the name of a server',
      'Write the DNS name that the certificates of the targets have: `payments.internal`.',
    )
      .optional()
      .describe('The name that the certificates must have. Default: the host of each target.'),
  })
    .refine(({ cert, key }) => (cert === undefined) === (key === undefined), {
      error: '`cert` and `key` go together',
    })
    .optional()
    .describe('How `https:` targets are known, and the gateway to them.'),
  balance: z
    .union([z.enum(['weight', 'connections', 'consumer', 'address']), fields({ header: fieldName })])
    .default('weight')
    .describe(
      'To whom the next request goes: in turn by `weight`, to the target with the fewest, or always to the same.',
    ),
  timeouts: fields({
    connect: duration.optional().describe('To open a connection. Default: `5s`.'),
    head: duration
      .optional()
      .describe('From the end of a request to the head of its answer, each try. Default: `60s`.'),
    idle: duration.optional().describe('Between two pieces of a body, in either direction. Default: `5m`.'),
    total: duration
      .optional()
      .describe('For the whole of a request and its answer, all tries together. Default: no end.'),
  })
    .optional()
    .describe('How long a request may take, stage by stage.'),
  bodyRate: z
    .int()
    .nonnegative()
    .optional()
    .describe('Bytes a second at which the body of a request must come; 0: as slowly as it likes. Default: 240.'),
  retries: fields({
    times: z.int().min(1).max(10).describe('How often a request is sent again at most.'),
    budget: z
      .int()
      .min(0)
      .max(100)
      .default(20)
      .describe('Retries at most, in percent of the requests of the last ten seconds, beside three a second.'),
  })
    .optional()
    .describe('What failed is sent again where that is safe.'),
  breaker: fields({
    requests: z.int().positive().optional().describe('At a time; more are answered 503.'),
    failures: z
      .int()
      .positive()
      .optional()
      .describe('In a row, after which all requests are answered 503 for a while.'),
    pause: duration.optional().describe('For how long, the first time. Default: `5s`.'),
  })
    .refine(({ requests, failures }) => requests !== undefined || failures !== undefined, {
      error: 'A breaker breaks at `requests` or at `failures`',
    })
    .refine(({ failures, pause }) => pause === undefined || failures !== undefined, {
      error: '`pause` is for a breaker with `failures`',
    })
    .optional()
    .describe('When requests are turned away, because an upstream is full or fails.'),
  health: fields({
    path: urlPath,
    interval: duration.prefault('10s').describe('How often each target is asked.'),
  })
    .optional()
    .describe('How the gateway finds out that a target is down.'),
}).refine(({ targets, tls }) => tls === undefined || targets.every(({ url }) => url.startsWith('https:')), {
  error: '`tls` is for targets with `https:`, and one of these has none',
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

function upstreamOf(written: z.infer<typeof upstream>): UpstreamSettings {
  const { targets, health, protocol, tls, balance, timeouts, bodyRate, retries, breaker } = written
  return {
    targets: targets.map(({ url, weight, canary }) => ({ url, weight, ...(canary && { canary: canaryOf(canary) }) })),
    health: health ?? null,
    ...(protocol === 'h2' && { protocol }),
    ...(tls && { tls: saidOf(tls) }),
    ...(typeof balance === 'object' && { balance: { by: 'header', name: balance.header } }),
    ...(typeof balance === 'string' && balance !== 'weight' && { balance: { by: balance } }),
    ...(timeouts && { timeouts: saidOf(timeouts) }),
    ...(bodyRate !== undefined && { bodyRate }),
    ...(retries && { retries }),
    ...(breaker && { breaker: saidOf(breaker) }),
  }
}

/** Without the keys that were not written, which TypeScript cannot see that `filter` leaves out. */
function saidOf<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>
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
