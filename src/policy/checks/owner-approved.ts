import { consentOf, wantedConsents } from '../authority.ts'
import { defineCheck } from '../check.ts'

export const ownerApproved = defineCheck({
  id: 'owner-approved',
  summary: 'Whoever owned what a proposal changes, before it, has approved its last commit.',
  triggers: ['pushed', 'reviewed'],
  evaluate(proposal, { want }) {
    if (proposal.base === null) return // the first catalog: there is nobody to ask yet
    for (const { team, reasons, files } of wantedConsents(proposal.base, proposal))
      want({
        team: team.id,
        forge: team.forge,
        because: reasons.join(', '),
        files,
        givenBy: consentOf(team, proposal.headCommit, proposal.circumstances),
      })
  },
})
