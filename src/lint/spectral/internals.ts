/**
 * The parts of Spectral below its front door. What a finding says, where it stands and which of them are equal is decided there, so
 * we call it rather than repeat it; the package does not export these files, hence they are required by path. The version is
 * pinned, and `test/lint/spectral/equality.test.ts` compares every answer with the one of the front door.
 */
import type { Format, IRuleResult, RulesetFunction } from '@stoplight/spectral-core'
import { part } from './packages.ts'

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

/** Judges one place by one rule and adds what it finds to `context.results`; throws what a function of the rule throws. */
export const { lintNode } = part<{
  lintNode(context: LintContext, place: { readonly path: Path; readonly value: unknown }, rule: CompiledRule): void
}>('core', './runner/lintNode.js')

export const { Runner } = part<{ Runner: new (inventory: Inventory) => Run }>('core', './runner/runner.js')

export const { DocumentInventory } = part<{
  DocumentInventory: new (document: unknown, resolver: unknown) => Inventory
}>('core', './documentInventory.js')

/** A value as messages quote it. */
export const { printValue } = part<{ printValue(value: unknown): string }>('core', '@stoplight/spectral-runtime')

/** The steps of a JSONPath, as nimma has them, Spectral's engine. */
export const { parse: parseJsonPath } = part<{ parse(text: string): readonly ParsedStep[] }>('core', 'nimma/parser')

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

export const { DepGraph } = part<{ DepGraph: new (options: { readonly circular: true }) => Graph }>(
  'resolver',
  'dependency-graph',
)
