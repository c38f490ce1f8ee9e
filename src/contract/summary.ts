import type { Place } from '../base/place.ts'
import type { ContractKind } from './contract.ts'

/** What the folders that never read a contract need to know of it: a small plain value that crosses threads and is kept by content. */
export interface ContractSummary {
  readonly title: string
  readonly kind: ContractKind
  /** `info.version` as written; of kinds that have none, `version` in `api.yaml`. */
  readonly semver: string
  readonly semverPlace: Place
  readonly digest: string
  /** Where the `apiKey` schemes of the contract put a key, field names in lower case; left out where there are none. */
  readonly keyPlaces?: readonly KeyPlace[]
  /** Over HTTP, by method and path; empty for the other kinds. */
  readonly operations: readonly OperationSummary[]
}

export interface KeyPlace {
  readonly in: 'query' | 'cookie' | 'header'
  readonly name: string
}

/** What people call the place where the semver of such a contract is written. */
export function semverWords(kind: ContractKind): string {
  return kind === 'graphql' || kind === 'protobuf' ? '`version` in `api.yaml`' : '`info.version`'
}

export interface OperationSummary {
  /** As it is sent: upper case, but for what an `additionalOperations` writes otherwise. */
  readonly method: string
  readonly path: string
  readonly operationId: string | null
  readonly summary: string
  readonly deprecated: boolean
  /** True where the contract asks for some credential (`security`, the operation's before the document's; `{}` in it makes it optional). */
  readonly secured: boolean
  /** Sets of scopes of which a token must have one whole; left out where a token needs none. */
  readonly scopes?: readonly (readonly string[])[]
}
