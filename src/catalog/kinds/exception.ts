import { z } from 'zod'
import type { Exception } from '../catalog.ts'
import { date, fields, line, text } from '../shapes.ts'
import { defineKind } from './kind.ts'

export const exceptionKind = defineKind({
  id: 'exception',
  summary: 'A reasoned permission for one finding, which ends.',
  path: 'exceptions/{exception}.yaml',
  shape: fields({
    for: z
      .enum(['change', 'finding'])
      .describe('`change`: one proposal, history after its merge. `finding`: until it expires.'),
    fingerprint: text(
      /^fp1:[0-9a-f]{32}$/,
      'a fingerprint',
      'Copy it from the finding: `fp1:` and 32 hexadecimal digits.',
    ),
    reason: line.describe('Why this is right, for whoever reads it in a year.'),
    expires: date.describe('The last day it holds, in UTC.'),
  }),
  value: (written, { path, names: { exception = '' } }): Exception => ({ ...written, file: path, id: exception }),
})
