import type { Severity } from '../base/finding.ts'
import type { Pointer } from '../base/place.ts'
import type { Kind, Node } from '../contract/grammar.ts'

/** A house rule: it judges one contract, object by object, knowing nothing of files, severities or output. */
export interface Rule {
  /** The offence, not the wish; the file is named after it. */
  readonly id: string
  /** What holds where the rule is kept, and why: one sentence with a full stop. */
  readonly summary: string
  readonly severity: Severity
  readonly presets: readonly 'recommended'[]
  /** Rules of `spectral:oas` that say the same: silent where both rulesets are extended, unless one names them. */
  readonly supersedes?: readonly string[]
  /** Called once per contract, so that what it closes over is the rule's memory. */
  visit(report: Report): Visitor
}

type Report = (offence: Offence) => void

interface Offence {
  readonly at: At
  /** One sentence without a full stop. */
  readonly message: string
  /** What to do, as an imperative sentence with a full stop. */
  readonly help: string
  /** What exactly, where several offences can stand at one place. */
  readonly subject?: string
}

export interface At {
  readonly file: string
  readonly pointer: Pointer
}

/** What a rule wants to see. Objects that are only a `$ref` are not shown; what they lead to is, once. */
export type Visitor = {
  readonly [K in Kind]?: (node: Node) => void
} & {
  /** Each key of `paths`. */
  readonly path?: (path: string, at: At) => void
}

export function defineRule(rule: Rule): Rule {
  return rule
}

/** The operation of `paths` a node stands in, as `GET /pets`; `undefined` for what components, webhooks and callbacks hold. */
export function operationOf(node: Node): string | undefined {
  for (let at: Node | null = node; at; at = at.parent) {
    const path = at.parent
    if (at.kind === 'operation' && path?.keyword === 'paths') return `${at.key.toUpperCase()} ${path.key}`
  }
  return undefined
}
