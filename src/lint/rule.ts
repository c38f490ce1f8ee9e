import type { Severity } from '../base/finding.ts'
import type { Fix } from '../base/fix.ts'
import type { Pointer } from '../base/place.ts'
import type { Contract } from '../contract/contract.ts'
import type { Kind, Node } from '../contract/grammar.ts'

/** What an integration standard speaks of, chapter by chapter; each can be extended alone, as `apigov:standards/security`. */
export const groups = ['resources', 'shape', 'evolution', 'security', 'documentation', 'privacy'] as const
export type Group = (typeof groups)[number]

/**
 * A house rule: it judges one contract, object by object, knowing nothing of files, severities or output. Its page in the
 * documentation is made of it, and its examples are run as tests.
 */
export interface Rule {
  /** The offence, not the wish; the file is named after it. */
  readonly id: string
  readonly group: Group
  /** What holds where the rule is kept, and why: one sentence with a full stop. */
  readonly summary: string
  /** What it follows, by name: `RFC 9457 section 3`, `OWASP API8:2023`, `Google AIP-158`. */
  readonly source: string
  /** Parts of a contract in YAML, what stands under `openapi` and `info`: one that breaks the rule, and the same put right. */
  readonly example: { readonly bad: string; readonly good: string }
  readonly severity: Severity
  /** True for what `apigov:recommended` holds every contract to; `apigov:standards` has all rules. */
  readonly isRecommended: boolean
  /** Rules of `spectral:oas` that say the same: silent where both rulesets are extended, unless one names them. */
  readonly supersedes?: readonly string[]
  /** Called once per contract, so that what it closes over is the rule's memory. */
  visit(report: Report, contract: Contract): Visitor
}

export type Report = (offence: Offence) => void

interface Offence {
  readonly at: At
  /** One sentence without a full stop. */
  readonly message: string
  /** What to do, as an imperative sentence with a full stop. */
  readonly help: string
  /** What exactly, where several offences can stand at one place. */
  readonly subject?: string
  /** Only where it takes nothing from those who use the API today. */
  readonly fix?: Fix | undefined
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
  /** After everything was shown: for rules that judge by what most of a contract does. */
  readonly end?: () => void
}

/** Takes a rule as it is written; examples may be indented with the code around them. */
export function defineRule(rule: Rule): Rule {
  const { bad, good } = rule.example
  return { ...rule, example: { bad: withoutMargin(bad), good: withoutMargin(good) } }
}

function withoutMargin(text: string): string {
  const margin = /^\n( *)/.exec(text)?.[1] ?? ''
  return text.replaceAll(`\n${margin}`, '\n').trim()
}

/** The operation of `paths` a node stands in, as `GET /pets`; `undefined` for what components, webhooks and callbacks hold. */
export function operationOf(node: Node): string | undefined {
  for (let at: Node | null = node; at; at = at.parent) {
    const path = at.parent
    if (at.kind === 'operation' && path?.keyword === 'paths') return `${at.key.toUpperCase()} ${path.key}`
  }
  return undefined
}

/** What people call a schema: the property, parameter or component it is, or is a part of. */
export function calledBy(node: Node): string {
  for (let at: Node | null = node; at; at = at.parent) {
    if (at.kind === 'parameter' || at.kind === 'header') return `\`${String(at.value['name'] ?? at.key)}\``
    if (at.kind === 'media-type') return 'The body'
    if (['properties', 'schemas', '$defs'].includes(at.keyword)) return `\`${at.key}\``
  }
  return 'The schema'
}
