import { z } from 'zod'
import { isIssuerAddress } from '../../snapshot/issuer-address.ts'
import type { Environment } from '../catalog.ts'
import { quote } from '../fault.ts'
import { fields, line, name, text } from '../shapes.ts'
import { defineKind } from './kind.ts'

const host = text(
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  'a host name',
  'Write it in lower case without scheme and port: `api.acme.example`.',
)

const issuer = address(
  'the address of an issuer',
  'Write it exactly as the `iss` claim of its tokens, over `https:` unless it is this machine: `https://id.acme.example`.',
)

const jwks = address(
  'an address of keys',
  'Write where the issuer publishes its JWK Set, over `https:`: `https://id.acme.example/keys`.',
)

function address(wanted: string, help: string) {
  return z
    .string()
    .refine(isIssuerAddress, { error: ({ input }) => `${quote(input)} is not ${wanted}`, params: { help } })
}

export const environmentKind = defineKind({
  id: 'environment',
  summary: 'An environment: its hosts, whose tokens it trusts, how it is promoted to.',
  path: 'environments/{environment}.yaml',
  shape: fields({
    promote: z
      .enum(['auto', 'review'])
      .default('review')
      .describe('`auto`: `latest` follows each merge. `review`: promotion is a one-line proposal per API.'),
    listeners: z
      .record(name, fields({ hosts: z.array(host).describe('Host names it answers to; an empty list: any.') }))
      .describe('Sets of hosts, by name: internal, partner, public.'),
    issuers: z
      .array(
        fields({
          issuer: issuer.describe('The `iss` claim of its tokens.'),
          audience: line.describe('The `aud` claim a token must carry.'),
          jwks: jwks
            .optional()
            .describe('Where its keys are. Default: where `/.well-known/openid-configuration` below `issuer` says.'),
        }),
      )
      .default([])
      .describe('Whose JWTs are trusted here.'),
    clientCertificates: z
      .boolean()
      .default(false)
      .describe('Its gateways ask callers for a certificate (`--tls-client-ca`), so `mtls` counts here.'),
    nodes: fields({
      minimum: z
        .int()
        .nonnegative()
        .default(1)
        .describe('Live nodes that must serve a snapshot before the deployment counts as done.'),
    }).prefault({}),
    snapshotFormat: z.literal(1).default(1).describe('The snapshot format that the nodes of this environment read.'),
  }),
  value: (
    { listeners, issuers, clientCertificates, ...written },
    { path, names: { environment = '' } },
  ): Environment => ({
    ...written,
    file: path,
    id: environment,
    listeners: new Map(Object.entries(listeners)),
    ...(clientCertificates && { clientCertificates }),
    issuers: issuers.map(({ issuer, audience, jwks }) => ({
      id: issuer,
      issuer,
      audience,
      ...(jwks === undefined ? {} : { jwks }),
    })),
  }),
})
