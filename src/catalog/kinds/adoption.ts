import { z } from 'zod'
import type { Adoption } from '../catalog.ts'
import { date, fields, line, text } from '../shapes.ts'
import { defineKind } from './kind.ts'

export const adoptionKind = defineKind({
  id: 'adoption',
  summary: 'Contracts that were there before the catalog, and what they violate.',
  path: 'adoptions/{adoption}.yaml',
  shape: fields({
    contracts: z
      .array(text(/^[a-z0-9-]{1,63}\/v\d+$/, 'a version of an API', 'Write `payments/v2`.'))
      .min(1)
      .describe('What lint finds in them is known, as long as the base branch does not have them yet.'),
    reason: line.describe('Why they come as they are, for whoever reads it in a year.'),
    expires: date.describe('The last day it holds, in UTC.'),
  }),
  value: (written, { path, names: { adoption = '' } }): Adoption => ({ ...written, file: path, id: adoption }),
})
