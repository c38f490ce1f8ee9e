import { z } from 'zod'
import { defaultLimits } from '../../base/document.ts'
import type { Settings } from '../catalog.ts'
import { compatibility } from '../compatibility.ts'
import { ownPluginId } from '../gateway.ts'
import { fields, glob, name, text } from '../shapes.ts'
import { defineKind } from './kind.ts'

const format = z
  .int()
  .refine((written) => written === 1, {
    error: ({ input }) => `This apigov does not read format \`${String(input)}\``,
    params: { help: 'Write `format: 1`, or use the apigov that this catalog was written for.' },
  })
  .meta({ const: 1 })
  .describe('The format these files are written in. `apigov migrate` moves a catalog to a newer one.')

export const catalogKind = defineKind({
  id: 'catalog',
  summary: 'What holds for the whole catalog; a folder with this file is one.',
  path: 'apigov.yaml',
  shape: fields({
    format,
    catalog: name.describe(
      'Qualifies tags, checks, branches and fingerprints where a repository holds several catalogs.',
    ),
    environments: z.array(name).min(1).describe('In order of promotion, each with its file in `environments/`.'),
    shared: glob.nullable().default('shared/**').describe('Glob of the files that every contract may `$ref`.'),
    review: fields({
      board: name.optional().describe('The team that approves what has no other owner.'),
      failOn: z.enum(['error', 'warning', 'info']).default('error').describe('The least severity that fails a check.'),
      known: z
        .enum(['baseline', 'none'])
        .default('baseline')
        .describe('`baseline`: findings that the base branch has already do not fail.'),
    }).prefault({}),
    compatibility: compatibility.default({}).describe('How contracts are compared; an API may say otherwise.'),
    maxContractBytes: z
      .int()
      .positive()
      .default(defaultLimits.maxBytes)
      .describe('Larger files of a contract are refused unread.'),
    plugins: z
      .record(
        text(ownPluginId, 'the id of a plugin of your own', 'Put your name and a dot in front: `acme.greeting`.'),
        z.union([z.boolean(), z.record(z.string(), z.unknown())], { error: 'This is not a JSON Schema' }),
      )
      .default({})
      .describe('Your own gateway plugins, by id: the JSON Schema (2020-12) of their config.'),
  }),
  value: ({ review, ...written }, { path }): Settings => ({
    file: path,
    catalog: written.catalog,
    environments: written.environments,
    shared: written.shared,
    review: { board: review.board ?? null, failOn: review.failOn, known: review.known },
    compatibility: written.compatibility,
    maxContractBytes: written.maxContractBytes,
    plugins: new Map(Object.entries(written.plugins)),
  }),
})
