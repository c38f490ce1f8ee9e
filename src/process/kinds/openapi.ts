import { bundle } from '../../contract/bundle.ts'
import type { Contract } from '../../contract/contract.ts'
import { readContract } from '../../contract/read.ts'
import { answersOf, requestsOf } from '../../contract/requests.ts'
import { summarise } from '../../contract/summarise.ts'
import { defineKind } from './kind.ts'

export const openapi = defineKind<Contract>({
  id: 'openapi',
  noun: 'an OpenAPI description',
  read: async (source, like) => readContract(source, undefined, like),
  summarise,
  // Each is long to load beside what it takes to judge a contract, and only one of the two is asked for at a time.
  lint: async (contract, ruleset) => (await import('../../lint/lint.ts')).lint(contract, ruleset),
  diff: async (base, revision, options) => (await import('../../diff/diff.ts')).diff(base, revision, options),
  requests: (contract) => ({ ...requestsOf(contract), answers: answersOf(contract) }),
  bundle,
})
