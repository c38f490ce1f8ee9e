/** What a gateway needs of a contract to judge requests by it, as the snapshot carries it. */

/** The requests of one version of an API. */
export interface SnapshotContract {
  /** `payments/v2` */
  readonly id: string
  /** JSON Schemas (2020-12) by name. They refer to each other as `#/$defs/<name>`, and to nothing else. */
  readonly definitions: Readonly<Record<string, unknown>>
  /** By `POST /charges`, as ids of routes have it. */
  readonly operations: Readonly<Record<string, OperationRequest>>
  /** What answers look like, of versions whose answers are judged by it. */
  readonly answers?: ContractAnswers
}

/** Definitions of their own: what is read-only has to be in answers, and what is write-only has not. */
export interface ContractAnswers {
  readonly definitions: Readonly<Record<string, unknown>>
  /** As those of requests. */
  readonly operations: Readonly<Record<string, OperationAnswers>>
}

/** By status (`200`), class (`4XX`) or `default`: contents as `BodyShape` has them. */
export type OperationAnswers = Readonly<Record<string, BodyShape['content']>>

export interface OperationRequest {
  readonly parameters: readonly ParameterShape[]
  readonly body: BodyShape | null
}

export interface ParameterShape {
  readonly in: 'path' | 'query' | 'header' | 'cookie'
  readonly name: string
  readonly required: boolean
  /**
   * How its value is read: one text, a list in one text with this separator, a list of repeated ones, or a JSON text. `opaque`: an object
   * in one of the styles for them, of which only its presence is judged.
   */
  readonly as: 'text' | 'repeated' | 'json' | 'opaque' | { readonly separator: string }
  /** What the text, or each of the list, may be read as: `integer`, `number`, `boolean`, `null`, `string`. */
  readonly types: readonly string[]
  /** Name of a definition. */
  readonly schema: string
}

export interface BodyShape {
  readonly required: boolean
  /** By media type or range in lower case, without parameters: the name of a definition where it is JSON, else `null`. */
  readonly content: Readonly<Record<string, string | null>>
}
