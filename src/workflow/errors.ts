import { defineError } from '../base/errors.ts'

export const headMissing = defineError(
  'APIGOV_PROPOSAL_HEAD_MISSING',
  (commit: string) => `The commit \`${commit}\` of the proposal is not in the repository`,
  () => 'Push the branch again; if it is there, check what the App may read.',
)

export const proposalConflicts = defineError(
  'APIGOV_PROPOSAL_CONFLICTS',
  (branch: string) => `The proposal conflicts with \`${branch}\`, so what it would change cannot be known`,
  (branch) => `Merge \`${branch}\` into the proposal, resolve the conflicts and push.`,
)
