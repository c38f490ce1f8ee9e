/** The port to what makes client code: a code generator and the compilers that check its work. `process/toolchain.ts` implements it. */
import type { OutputFile } from '../base/tree.ts'

export interface Toolchain {
  /**
   * Answers every request, in the same order: one that cannot be done has a reason and leaves the others alone. Never throws for what
   * the machine lacks (no Java, no network) or what the contract holds.
   */
  generate(requests: readonly SdkRequest[]): Promise<readonly SdkResult[]>
}

export interface SdkRequest {
  /** Id of the target. */
  readonly target: string
  /** As openapi-generator names it: `typescript-fetch`. */
  readonly generator: string
  /** The generator's own options, by the names it gives them. */
  readonly options: Readonly<Record<string, string | boolean>>
  /** An OpenAPI 3.0 document as JSON that refers to nothing outside itself. */
  readonly contract: string
  /** Files that stand over the generated ones of the same path before anything is compiled. */
  readonly overlay: readonly OutputFile[]
  /** What proves the code whole: `typescript` compiles `tsconfig.json` there, its output included; `python` compiles every module. */
  readonly check: 'typescript' | 'python'
}

export type SdkResult =
  /** `notes`: what was not checked, as sentences. */
  | { readonly made: true; readonly files: readonly OutputFile[]; readonly notes: readonly string[] }
  /** `reason`: one sentence without a full stop that says what to do. */
  | { readonly made: false; readonly reason: string }
