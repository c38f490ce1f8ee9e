import type { Team } from '../catalog.ts'
import { fields, forgeTeam, line } from '../shapes.ts'
import { defineKind } from './kind.ts'

export const teamKind = defineKind({
  id: 'team',
  summary: 'A team that owns APIs or consumers; its members on the forge approve.',
  path: 'teams/{team}.yaml',
  shape: fields({
    title: line,
    forge: forgeTeam.describe('Organisation and slug of the team on the forge: `acme/payments`.'),
    contact: line.optional().describe('Where people reach it.'),
  }),
  value: ({ title, forge, contact }, { path, names: { team = '' } }): Team => ({
    file: path,
    id: team,
    title,
    forge,
    contact: contact ?? null,
  }),
})
