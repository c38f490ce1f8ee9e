/** A language a client library is made for: one file in `targets/`, a plain object. */
import type { OutputFile } from '../base/tree.ts'
import type { SdkRequest } from './toolchain.ts'

export interface SdkTarget {
  /** Its file name. */
  readonly id: string
  /** One sentence with a full stop. */
  readonly summary: string
  /** As people write it. */
  readonly language: string
  readonly generator: string
  /** `oneOf`: the generator makes a union type of `oneOf` only, so `anyOf` is written as that. */
  readonly unions: 'oneOf' | 'as-written'
  readonly check: SdkRequest['check']
  /** What the package is called. `api` is a catalog name (`payments`), `semver` a valid semantic version. */
  naming(api: string, semver: string): SdkPackage
  options(sdk: SdkPackage): SdkRequest['options']
  overlay(sdk: SdkPackage): readonly OutputFile[]
  /** Which of the files go into the archive, by path. */
  keeps(path: string, sdk: SdkPackage): boolean
}

export interface SdkPackage {
  /** The name it is installed by. */
  readonly name: string
  /** The name it is imported by. */
  readonly module: string
  readonly version: string
  /** The one folder in the archive. */
  readonly folder: string
  /** File name of the archive, a gzipped tar. */
  readonly archive: string
}

export function defineTarget(target: SdkTarget): SdkTarget {
  return target
}
