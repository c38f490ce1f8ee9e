import type { Finding } from '../../base/finding.ts'
import type { OutputFile } from '../../base/tree.ts'
import type { Contract, ContractKind, ContractReading, ContractSource } from '../../contract/contract.ts'
import type { GraphqlContract } from '../../contract/kinds/graphql.ts'
import type { ProtobufContract } from '../../contract/kinds/protobuf.ts'
import type { ContractRequests } from '../../contract/requests.ts'
import type { ContractSummary } from '../../contract/summary.ts'
import type { Diff, DiffOptions } from '../../diff/change.ts'
import type { Ruleset } from '../../lint/ruleset.ts'

export type AnyContract = Contract | GraphqlContract | ProtobufContract

/** What is done with contracts of one kind. Judgement is pure and stands in the folders below; this is where it is found. */
export interface Kind<C extends AnyContract = AnyContract> {
  readonly id: ContractKind
  /** In a sentence: `a GraphQL schema`. */
  readonly noun: string
  /** `like` is a contract of the kind that much may be written as in, for kinds that read such a one in less time. */
  read(source: ContractSource, like?: C): Promise<ContractReading<C>>
  /** Paths that reading looks at, where to know them is cheaper than to read. */
  reaches?(source: ContractSource): readonly string[]
  summarise(contract: C): ContractSummary
  /** What the ruleset finds, beside what reading found. */
  lint(contract: C, ruleset: Ruleset): Promise<readonly Finding[]>
  diff(base: C, revision: C, options: DiffOptions): Promise<Diff>
  /** What a gateway needs to judge requests by it, where the kind says what HTTP requests look like. */
  requests?(contract: C): ContractRequests
  /** The contract as one self-contained JSON file, for SDKs and release assets; `null` where clients are not made of this kind. */
  bundle(contract: C): OutputFile | null
}

/** Declares a kind. */
export function defineKind<C extends AnyContract>(kind: Kind<C>): Kind {
  // Whoever asks hands back the contract that this kind has read (`contract.kind` is its id).
  return kind as unknown as Kind
}
