import { z } from 'zod'
import { period } from '../../snapshot/plugins/rate-limit.ts'
import type { Plan } from '../catalog.ts'
import { fields } from '../shapes.ts'
import { defineKind } from './kind.ts'

const limit = fields({
  requests: z.int().positive(),
  per: period.describe('`1s`, `5m`, `1d`, or `month` for a calendar month in UTC.'),
  burst: z.int().positive().optional().describe('How many may come at once. Default: `requests`.'),
}).refine(({ requests, burst }) => burst === undefined || burst >= requests, {
  error: '`burst` is less than `requests`',
  path: ['burst'],
  params: { help: 'Raise `burst`, or leave it out.' },
})

export const planKind = defineKind({
  id: 'plan',
  summary: 'The limits a subscription comes with, and who approves it.',
  path: 'plans/{plan}.yaml',
  shape: fields({
    limits: z.array(limit).describe('All of them hold. An empty list: no limit.'),
    approval: z
      .enum(['auto', 'owner', 'board'])
      .default('owner')
      .describe("Who approves a subscription to it: nobody, the API's owner, or the board."),
  }),
  value: ({ limits, approval }, { path, names: { plan = '' } }): Plan => ({
    file: path,
    id: plan,
    limits: limits.map(({ requests, per, burst }) => ({ requests, per, burst: burst ?? requests })),
    approval,
  }),
})
