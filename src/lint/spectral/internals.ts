/**
 * The parts of Spectral below its front door. What a finding says, where it stands and which of them are equal is decided there, so
 * we call it rather than repeat it; the package does not export these files, hence they are required by path. The version is
 * pinned, and `test/lint/spectral/equality.test.ts` compares every answer with the one of the front door.
 */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Format, IRuleResult, RulesetFunction } from '@stoplight/spectral-core'

/** A rule as Spectral compiled it. */
export interface CompiledRule {
  readonly name: string
  readonly enabled: boolean
  readonly resolved: boolean
  then: readonly Then[]
  matchesFormat(formats: ReadonlySet<Format> | null): boolean
  getGivenForFormats(formats: ReadonlySet<Format> | null): readonly string[]
}

export interface Then {
  readonly field?: string
  readonly function: RulesetFunction<never, never>
  readonly functionOptions?: unknown
}

export type Path = readonly (string | number)[]

/** A document, what it is with its references followed, and how the two belong together. */
export interface Inventory {
  readonly resolved: unknown
  readonly unresolved: unknown
  readonly document: { formats?: ReadonlySet<Format> | null }
  /** The files its references lead to, by their paths. */
  readonly referencedDocuments: Record<string, object>
  resolve(): Promise<void>
}

export interface Run {
  readonly results: IRuleResult[]
  run(ruleset: { readonly rules: Readonly<Record<string, CompiledRule>> }): Promise<void>
  getResults(): IRuleResult[]
}

interface LintContext {
  readonly documentInventory: Inventory
  readonly results: IRuleResult[]
  readonly promises: Promise<void>[]
}

const require = createRequire(import.meta.url)
const core = dirname(require.resolve('@stoplight/spectral-core'))

/** Judges one place by one rule and adds what it finds to `context.results`; throws what a function of the rule throws. */
export const { lintNode } = require(join(core, 'runner/lintNode.js')) as {
  lintNode(context: LintContext, place: { readonly path: Path; readonly value: unknown }, rule: CompiledRule): void
}

export const { Runner } = require(join(core, 'runner/runner.js')) as { Runner: new (inventory: Inventory) => Run }

export const { DocumentInventory } = require(join(core, 'documentInventory.js')) as {
  DocumentInventory: new (document: unknown, resolver: unknown) => Inventory
}

/** A value as messages quote it. */
export const { printValue } = createRequire(require.resolve('@stoplight/spectral-core'))(
  '@stoplight/spectral-runtime',
) as { printValue(value: unknown): string }

/** The formats that ajv knows where Spectral judges examples. */
export const { fullFormats } = createRequire(require.resolve('@stoplight/spectral-functions'))(
  'ajv-formats/dist/formats.js',
) as { readonly fullFormats: Readonly<Record<string, unknown>> }

/** The steps of a JSONPath, as nimma has them, Spectral's engine. */
export const { parse: parseJsonPath } = require('nimma/parser') as { parse(text: string): readonly ParsedStep[] }

export interface ParsedStep {
  readonly type: string
  readonly deep?: boolean
  readonly value?: unknown
}

/** What the functions of rules may ask which targets a document refers to. */
export interface Graph {
  addNode(name: string, data?: unknown): void
  hasNode(name: string): boolean
  setNodeData(name: string, data: unknown): void
  addDependency(from: string, to: string): void
}

export const { DepGraph } = createRequire(require.resolve('@stoplight/spectral-ref-resolver'))('dependency-graph') as {
  DepGraph: new (options: { readonly circular: true }) => Graph
}
