import { z } from 'zod'
import type { Subscription } from '../catalog.ts'
import { date, fields, name, text, versionName } from '../shapes.ts'
import { defineKind } from './kind.ts'

const operation = text(
  /^(GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE|QUERY) \/\S*$/,
  'an operation',
  'Write the method in upper case and the path as the contract has it: `POST /charges`.',
)

export const subscriptionKind = defineKind({
  id: 'subscription',
  summary: 'What one consumer may call of one API.',
  path: 'subscriptions/{api}/{consumer}.yaml',
  shape: fields({
    grants: z
      .array(
        fields({
          version: versionName,
          environments: z.array(name).min(1),
          plan: name.describe('A plan in `plans/`.'),
          expires: date.optional().describe('The last day it holds, in UTC.'),
        }),
      )
      .min(1),
    uses: z.array(operation).default([]).describe('The operations the consumer says it calls: `POST /charges`.'),
  }),
  value: ({ grants, uses }, { path, names: { api = '', consumer = '' } }): Subscription => ({
    file: path,
    api,
    consumer,
    grants: grants.map((grant) => ({ ...grant, expires: grant.expires ?? null })),
    uses,
  }),
})
