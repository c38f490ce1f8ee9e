import type { Pointer } from '../../base/place.ts'
import { teamKind } from '../kinds/team.ts'
import { defineReferenceRule, missing } from './reference-rule.ts'

export const teamUnknown = defineReferenceRule({
  id: 'team-unknown',
  summary: 'Owners and the board are teams of the catalog, or nobody could approve.',
  check({ catalog, has }, report) {
    const wants = (team: string, file: string, pointer: Pointer) => {
      if (has(teamKind, { team })) return
      report({ file, pointer, ...missing('Team', team, catalog.teams.keys(), `teams/${team}.yaml`) })
    }
    const { board } = catalog.settings.review
    if (board !== null) wants(board, catalog.settings.file, '/review/board')
    for (const { owner, file } of catalog.apis.values()) wants(owner, file, '/owner')
    for (const { owner, file } of catalog.consumers.values()) wants(owner, file, '/owner')
  },
})
