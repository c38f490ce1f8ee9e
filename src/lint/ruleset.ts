import type { Unreachable } from './addresses.ts'
import type { Modules } from './modules.ts'

/** A Spectral ruleset as plain values, read from the base and never from a proposal's head. */
export interface Ruleset {
  /** For messages, and what its `overrides` are relative to: `policies/ruleset.yaml`, an address, or `apigov:recommended`. */
  readonly name: string
  /**
   * YAML, JSON or JavaScript, by the name. It may extend `spectral:oas`, `apigov:recommended`, and `apigov:standards` or a part of
   * it: `apigov:standards/security`.
   */
  readonly text: string
  /** The files it asks for, rulesets and functions, and those that they ask for, by path or address. */
  readonly files?: ReadonlyMap<string, string>
  /** The addresses at which it asks for files in vain. */
  readonly unreachable?: ReadonlyMap<string, Unreachable>
  /** Absent where it is data all through. One that runs code is judged in a process of its own (`process/confined-worker.ts`). */
  readonly code?: RulesetCode
  /** Only in that process; elsewhere code is refused. Not a plain value: it crosses no thread. */
  readonly modules?: Modules
}

export interface RulesetCode {
  /**
   * The folder on disk that its paths begin at, an absolute path: packages are looked for above the files there, as Node does. `null` for
   * a ruleset that was read from Git: then only packages that are installed beside apigov are found.
   */
  readonly folder: string | null
  /** The packages it names. What they hold is not known here, so what they find is not remembered. */
  readonly packages: readonly string[]
}

/** What a catalog without a ruleset of its own is held to. */
export const defaultRuleset: Ruleset = {
  name: 'apigov:recommended',
  text: 'extends: ["spectral:oas", "spectral:asyncapi", "spectral:arazzo", "apigov:recommended"]\n',
}

/** What a catalog's own ruleset may be called, in `policies/`; the first that is there counts. */
export const rulesetNames = ['ruleset.yaml', 'ruleset.js', 'ruleset.mjs', 'ruleset.cjs'] as const
