import type { Contract } from '../../contract/contract.ts'
import { readAsyncApi } from '../../contract/kinds/asyncapi.ts'
import { summarise } from '../../contract/summarise.ts'
import { defineKind } from './kind.ts'

export const asyncapi = defineKind<Contract>({
  id: 'asyncapi',
  noun: 'an AsyncAPI document',
  read: async (source) => readAsyncApi(source),
  summarise,
  lint: async (contract, ruleset) => (await import('../../lint/lint.ts')).lint(contract, ruleset),
  diff: async (base, revision, options) =>
    (await import('../../diff/kinds/asyncapi.ts')).diffAsyncApi(base, revision, options),
  bundle: () => null,
})
