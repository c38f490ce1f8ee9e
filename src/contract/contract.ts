/**
 * A contract is a machine-readable description of an API, as it stands in a tree: one entry file and every file it reaches by
 * `$ref`, inside its API's folder and the catalog's shared files, and nothing else: nothing is ever fetched.
 *
 * Reading gives plain values that know where they stand. `$ref`s are kept, not expanded: real contracts are recursive, and the
 * identity of a schema (`file#pointer`) is what lets the engines above compare each pair once.
 */

import type { ParsedDocument } from '../base/document.ts'
import type { Finding } from '../base/finding.ts'
import type { Place, Pointer } from '../base/place.ts'

/** What a contract is read from: bytes handed in, so that reading is pure and can happen in a worker thread. */
export interface ContractSource {
  /** Path of the entry file in the tree. */
  readonly entry: string
  /** The files the contract may reach, by path: its API's folder and the shared files. What is not here cannot be reached. */
  readonly files: ReadonlyMap<string, SourceBytes>
  /** Files of those folders whose bytes were not taken, and why: a `$ref` to one is a finding that says so. */
  readonly refused: ReadonlyMap<string, 'symlink' | 'submodule' | 'too-large'>
  /** Names the contract in fingerprints. */
  readonly identity: ContractIdentity
  /** Absent for a contract of no catalog. */
  readonly setting?: ContractSetting | undefined
  /** Protobuf: the folder all of whose `.proto` files are the contract; without one, the entry is. What they import is reached as well. */
  readonly module?: string | undefined
  /**
   * The semver that stands beside the contract (`version:` in `api.yaml`), for kinds that have no word for their own; `null`: it
   * should, and does not. A file of its own needs none.
   */
  readonly stated?: { readonly semver: string | null; readonly place: Place } | undefined
  /**
   * True: of a key written twice in one mapping of YAML or JSON the last counts, and lint tells. Else such a file cannot be read: which
   * of the two counts is another question to every reader, so nothing is compared, released or served by it.
   */
  readonly mayRepeatKeys?: boolean | undefined
}

export interface SourceBytes {
  readonly blob: string
  readonly bytes: Uint8Array
}

/** Which API's which version, in which catalog. All empty for a file given on the command line. */
export interface ContractIdentity {
  readonly catalog: string
  readonly api: string
  readonly version: string
}

/** What a catalog says of the API that a contract describes. */
export interface ContractSetting {
  readonly visibility: 'internal' | 'partner' | 'public'
  /** The path below which the gateway serves this version: `/payments/v2`. */
  readonly mount: string
}

/** The language of a contract's values. Swagger 2.0 is lifted to 3.0 while it is read. */
export type OpenApiVersion = '3.0' | '3.1' | '3.2'

/** In which language a contract is written; `kinds/` has a reader for each but OpenAPI's, which is the folder around it. */
export type ContractKind = 'openapi' | 'asyncapi' | 'arazzo' | 'graphql' | 'protobuf'

export interface Contract {
  readonly kind: 'openapi' | 'asyncapi' | 'arazzo'
  readonly identity: ContractIdentity
  readonly setting?: ContractSetting | undefined
  /** For AsyncAPI and Arazzo, whose schemas are JSON Schemas: 3.1, as which they are read. */
  readonly openapi: OpenApiVersion
  readonly entry: string
  /** `info.version` as written. */
  readonly semver: string
  readonly title: string
  /** The value of the entry file. */
  readonly root: JsonObject
  /** Every file of the closure, the entry among them. */
  readonly files: ReadonlyMap<string, ContractFile>
  /** SHA-256 hex over paths and blob ids of the closure: equal digests mean the same contract. */
  readonly digest: string
}

export interface ContractFile extends ParsedDocument {
  readonly blob: string
  readonly value: Json
  /** The file as it was written, where `value` says it in another language; `place` leads to its lines all the same. */
  readonly written?: ParsedDocument & { readonly value: Json }
  /** Where in the files as written a part of such a `value` comes from. */
  origin?(pointer: Pointer): { readonly file: string; readonly pointer: Pointer }
}

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

/** A value and where it really stands, after following `$ref`s. */
export interface Located<T = Json> {
  readonly value: T
  readonly file: string
  readonly pointer: Pointer
}

/**
 * What reading gave: a contract, or findings that say why there is none. Findings may come with a contract too, an `info.version`
 * that is wrong as errors.
 */
export interface ContractReading<C = Contract> {
  readonly contract: C | null
  readonly findings: readonly Finding[]
  /** Every path that was looked at or looked for: what the answer depends on. */
  readonly read: readonly string[]
}
