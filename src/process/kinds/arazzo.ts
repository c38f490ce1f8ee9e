import { defineError } from '../../base/errors.ts'
import type { Contract } from '../../contract/contract.ts'
import { readArazzo } from '../../contract/kinds/arazzo.ts'
import { summarise } from '../../contract/summarise.ts'
import { defineKind } from './kind.ts'

export const arazzo = defineKind<Contract>({
  id: 'arazzo',
  noun: 'an Arazzo document',
  read: async (source) => readArazzo(source),
  summarise,
  lint: async (contract, ruleset) => (await import('../../lint/lint.ts')).lint(contract, ruleset),
  diff: async (_base, revision) => {
    throw workflowsNotCompared(revision.entry)
  },
  bundle: () => null,
})

const workflowsNotCompared = defineError(
  'APIGOV_WORKFLOWS_NOT_COMPARED',
  (path: string) => `\`${path}\` is an Arazzo document, and workflows are not compared`,
  () => 'Compare the contracts whose operations they call.',
)
