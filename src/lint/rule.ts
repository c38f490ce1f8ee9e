import type { Severity } from '../base/finding.ts'
import type { Fix } from '../base/fix.ts'
import type { Pointer } from '../base/place.ts'
import type { Contract, ContractKind } from '../contract/contract.ts'
import type { Kind, Node } from '../contract/grammar.ts'

/** What an integration standard speaks of, chapter by chapter; each can be extended alone, as `apigov:standards/security`. */
export const groups = ['resources', 'shape', 'evolution', 'security', 'documentation', 'privacy'] as const
export type Group = (typeof groups)[number]

/** What every rule says of itself: its page in the documentation is made of it, and its examples are run as tests. */
interface Statement {
  /** The offence, not the wish; the file is named after it. */
  readonly id: string
  readonly group: Group
  /** What holds where the rule is kept, and why: one sentence with a full stop. */
  readonly summary: string
  /** What it follows, by name: `RFC 9457 section 3`, `OWASP API8:2023`, `Google AIP-158`. */
  readonly source: string
  /** Two contracts, or what stands in them under their heads: one that breaks the rule, and the same put right. */
  readonly example: { readonly bad: string; readonly good: string }
  readonly severity: Severity
  /** True for what `apigov:recommended` holds every contract to; `apigov:standards` has all rules. */
  readonly isRecommended: boolean
  /** What its fix does, for rules whose findings offer one, if not all: a sentence with a full stop. */
  readonly fixes?: string
  /** Rules of `spectral:oas` that say the same: silent where both rulesets are extended, unless one names them. */
  readonly supersedes?: readonly string[]
}

/**
 * A house rule: it judges one contract, object by object, knowing nothing of files, severities or output. What it is handed depends on
 * the kind of contract it is for; whoever lists rules need not know.
 */
export interface Rule extends Statement {
  /** The kinds of contract it has something to say of, that of its examples first. */
  readonly kinds: readonly [ContractKind, ...ContractKind[]]
  /** Rules of `buf lint` whose answers it wants to hear. */
  readonly asks?: readonly string[]
  /** Called once per contract, so that what it closes over is the rule's memory. */
  visit(report: never, contract: never): Readonly<Record<string, ((...seen: never[]) => void) | undefined>>
}

/** `At` is how a place in the contract is named. */
export type Report<At> = (offence: Offence<At>) => void

export interface Offence<At> {
  readonly at: At
  /** One sentence without a full stop. */
  readonly message: string
  /** What to do, as an imperative sentence with a full stop. */
  readonly help: string
  /** What exactly, where several offences can stand at one place. */
  readonly subject?: string
  /** Only where it takes nothing from those who use the API today. */
  readonly fix?: Fix | undefined
  /** What it is about, where that is more than what it points to: known again by that, wherever it points next time. */
  readonly about?: At
  /** What it sums up: told one by one where the overrides of a ruleset treat them differently. */
  readonly each?: readonly Offence<At>[]
}

/** A place in a document: OpenAPI or AsyncAPI. */
export interface At {
  readonly file: string
  readonly pointer: Pointer
}

/** What a rule wants to see of a document. Objects that are only a `$ref` are not shown; what they lead to is, once. */
export type Visitor = {
  readonly [K in Kind]?: (node: Node) => void
} & {
  /** Each key of `paths`. */
  readonly path?: (path: string, at: At) => void
  /** After everything was shown: for rules that judge by what most of a contract does. */
  readonly end?: () => void
}

interface DocumentRule extends Statement {
  /** Default: OpenAPI alone. */
  readonly kinds?: readonly ['openapi', 'asyncapi'] | readonly ['asyncapi']
  visit(report: Report<At>, contract: Contract): Visitor
}

/** Takes a rule for OpenAPI or AsyncAPI documents as it is written; examples may be indented with the code around them. */
export function defineRule(rule: DocumentRule): Rule {
  return { ...rule, kinds: rule.kinds ?? ['openapi'], example: withoutMargins(rule.example) }
}

export function withoutMargins({ bad, good }: Statement['example']): Statement['example'] {
  return { bad: withoutMargin(bad), good: withoutMargin(good) }
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
    if (at.kind === 'message') return 'The payload'
    if (['properties', 'schemas', '$defs'].includes(at.keyword)) return `\`${at.key}\``
  }
  return 'The schema'
}
