import type { Place } from '../base/place.ts'
import type { OpenApiVersion } from './contract.ts'

/** What the folders that never read a contract need to know of it: a small plain value that crosses threads and is kept by content. */
export interface ContractSummary {
  readonly title: string
  readonly openapi: OpenApiVersion
  /** `info.version` as written. */
  readonly semver: string
  readonly semverPlace: Place
  readonly digest: string
  readonly operations: readonly OperationSummary[]
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
}
