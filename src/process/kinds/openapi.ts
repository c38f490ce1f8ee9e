import { bundle } from '../../contract/bundle.ts'
import type { Contract } from '../../contract/contract.ts'
import { readContract } from '../../contract/read.ts'
import { requestsOf } from '../../contract/requests.ts'
import { summarise } from '../../contract/summarise.ts'
import { diff } from '../../diff/diff.ts'
import { defineKind } from './kind.ts'

export const openapi = defineKind<Contract>({
  id: 'openapi',
  noun: 'an OpenAPI description',
  read: async (source) => readContract(source),
  summarise,
  // Spectral is a third of a second to load, and only lint needs it.
  lint: async (contract, ruleset) => (await import('../../lint/lint.ts')).lint(contract, ruleset),
  diff: async (base, revision, options) => diff(base, revision, options),
  requests: requestsOf,
  bundle,
})
