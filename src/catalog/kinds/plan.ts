import { z } from 'zod'
import { count, limitKeys, rateLimitOf, withoutContradiction } from '../../snapshot/plugins/shapes.ts'
import type { Plan } from '../catalog.ts'
import { fields } from '../shapes.ts'
import { defineKind } from './kind.ts'

const limit = withoutContradiction(
  fields({
    ...limitKeys,
    burst: count.optional().describe('How many may come at once. Default: `requests`.'),
  }),
).refine(({ requests, burst }) => burst === undefined || burst >= requests, {
  error: '`burst` is less than `requests`',
  path: ['burst'],
  params: { help: 'Raise `burst`, or leave it out.' },
})

export const planKind = defineKind({
  id: 'plan',
  summary: 'The limits a subscription comes with, and who approves it.',
  path: 'plans/{plan}.yaml',
  shape: fields({
    limits: z
      .array(limit)
      .refine((limits) => new Set(limits.map(idOf)).size === limits.length, {
        error: 'Two limits have the same period',
        params: { help: 'Keep the stricter one.' },
      })
      .describe('All of them hold. An empty list: no limit.'),
    approval: z
      .enum(['auto', 'owner', 'board'])
      .default('owner')
      .describe("Who approves a subscription to it: nobody, the API's owner, or the board."),
  }),
  value: ({ limits, approval }, { path, names: { plan = '' } }): Plan => ({
    file: path,
    id: plan,
    limits: limits.map(rateLimitOf),
    approval,
  }),
})

function idOf({ per, algorithm = 'token-bucket' }: z.infer<typeof limit>): string {
  return `${per} ${algorithm}`
}
