import { z } from 'zod'
import type { Api, ApiVersion } from '../catalog.ts'
import { compatibility } from '../compatibility.ts'
import { gateway, gatewaySettings } from '../gateway.ts'
import { date, fields, isFilled, line, name, pathInside, repository, semver, versionName } from '../shapes.ts'
import { defineKind } from './kind.ts'

const version = fields({
  state: z
    .enum(['draft', 'published', 'deprecated', 'retired'])
    .describe('Moves forward only: draft, published, deprecated, retired.'),
  sunset: date.optional().describe('The last day it is served.'),
  successor: versionName.optional().describe('The version that callers move to.'),
  contract: pathInside
    .optional()
    .describe("The contract's entry file in the version's folder. Default: the one contract found there."),
  version: semver
    .optional()
    .describe("The contract's semver, where its kind has no place for it: GraphQL and Protobuf."),
  source: fields({
    repository: repository.describe('`acme/payments`'),
    path: pathInside.describe('The contract in that repository.'),
  })
    .optional()
    .describe('Where the contract is written, when not here.'),
  gateway: gateway.optional().describe("Overrides the API's `gateway`, key by key."),
})

export const apiKind = defineKind({
  id: 'api',
  summary: 'One API: what it is, who owns it, its versions, how it is served.',
  path: 'apis/{api}/api.yaml',
  shape: fields({
    title: line,
    summary: line.describe('One sentence for whoever looks for an API.'),
    owner: name.describe('The team in `teams/` that approves changes.'),
    domain: name.optional().describe('The part of the business it belongs to.'),
    visibility: z.enum(['internal', 'partner', 'public']).describe('Who may know of it.'),
    dataClass: z
      .enum(['public', 'internal', 'confidential', 'restricted'])
      .describe('The most sensitive data it carries.'),
    labels: z.record(z.string(), z.string()).default({}).describe('Free: whatever else you want to find it by.'),
    versions: z
      .record(versionName, version)
      .refine(isFilled, { error: '`versions` is empty' })
      .describe('Its major lines, by name: `v1`, `v2`.'),
    compatibility: compatibility.default({}).describe("Overrides the catalog's `compatibility`, key by key."),
    gateway: gateway.optional(),
  }),
  // Exposures stand in files of their own and contracts are looked for in the tree: `read.ts` adds both.
  value: ({ versions, gateway, domain, ...written }, { path, names: { api = '' } }): ApiAlone => ({
    ...written,
    file: path,
    id: api,
    folder: path.slice(0, -'/api.yaml'.length),
    domain: domain ?? null,
    versions: new Map(
      Object.entries(versions).map(([name, { state, sunset, successor, contract, version, source, gateway: own }]) => [
        name,
        {
          name,
          state,
          sunset: sunset ?? null,
          successor: successor ?? null,
          semver: version ?? null,
          contract: contract ?? null,
          source: source ?? null,
          gateway: gatewaySettings(api, gateway, own),
        },
      ]),
    ),
  }),
})

/** An API as its own file tells it; `contract` of a version is as written, relative to the version's folder. */
export type ApiAlone = Omit<Api, 'exposures'> & { readonly versions: ReadonlyMap<string, ApiVersion> }
