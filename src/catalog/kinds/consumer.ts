import { z } from 'zod'
import type { Consumer, Credential } from '../catalog.ts'
import { date, fields, line, name, repository, text, withFreeKeys } from '../shapes.ts'
import { defineKind } from './kind.ts'

const apiKey = z.strictObject({
  kind: z.literal('api-key'),
  id: line.describe('Tells the keys of a consumer apart while one replaces the other.'),
  prefix: text(
    /^agk_[0-9A-Za-z]{6}$/,
    'the prefix of a key',
    'Write the part that may be shown: `agk_` and the next six characters, never more.',
  ),
  hash: text(
    /^sha256:[0-9a-f]{64}$/,
    'the hash of a key',
    'Write `sha256:` and the SHA-256 of the whole key in hex; the key itself stays with its holder.',
  ),
  expires: date.optional().describe('The last day it works, in UTC.'),
})

const jwt = z.strictObject({
  kind: z.literal('jwt'),
  issuer: line.describe('One of the issuers of the environment.'),
  claim: line.describe('The claim that names the consumer: `azp`.'),
  value: line.describe('What that claim says.'),
})

const mtls = z.strictObject({
  kind: z.literal('mtls'),
  san: z.enum(['dns', 'uri', 'email']).describe('The kind of name in the certificate: `uri`.'),
  value: line.describe('That name, as the certificate has it: `spiffe://acme.example/web-shop`.'),
})

const credential = withFreeKeys(z.discriminatedUnion('kind', [apiKey, jwt, mtls]), [apiKey, jwt, mtls])

export const consumerKind = defineKind({
  id: 'consumer',
  summary: 'An application that calls APIs, and how it proves who it is.',
  path: 'consumers/{consumer}.yaml',
  shape: fields({
    title: line,
    owner: name.describe('The team in `teams/` that approves changes to this file.'),
    repository: repository.optional().describe('Where it is told about breaking changes: `acme/web-shop`.'),
    credentials: z.record(name, z.array(credential)).default({}).describe('By environment.'),
  }),
  value: ({ title, owner, repository, credentials }, { path, names: { consumer = '' } }): Consumer => ({
    file: path,
    id: consumer,
    title,
    owner,
    repository: repository ?? null,
    credentials: new Map(
      Object.entries(credentials).map(([environment, list]) => [environment, list.map(asCredential)]),
    ),
  }),
})

function asCredential(written: z.output<typeof credential>): Credential {
  return written.kind === 'api-key' ? { ...written, expires: written.expires ?? null } : written
}
