/**
 * A fact says what differs and never what that means for anybody: that an enum lost a value, not that somebody breaks. Facts are
 * found by the `compare-*` files, each pair of things once; the tables in `rules/` give the verdicts.
 */
import type { Json } from '../contract/contract.ts'
import type { Direction, UsedSubject } from './change.ts'
import type { Answer, Inclusions } from './inclusion/inclusion.ts'
import type { Spot } from './node.ts'

/** What the fact is about. `body`, `parameter` and `header` are the root of a schema, the `… property` ones anything below it. */
export type Where =
  | 'document'
  | 'operation'
  | 'path'
  | 'parameter'
  | 'path parameter'
  | 'header parameter'
  | 'parameter property'
  | 'header parameter property'
  | 'body'
  | 'property'
  | 'media type'
  | 'success status'
  | 'error status'
  | 'header'
  | 'header property'
  | 'security scheme'

/** What else bears on a verdict, in this order: a rule for `request read-only property` goes before one for `request property`. */
export type Trait =
  | 'required'
  | 'optional'
  | 'read-only'
  | 'write-only'
  | 'with-default'
  | 'of-path-item'
  | 'deprecated'
  | 'before-sunset'
  | 'after-sunset'
  | 'unreadable-sunset'
  | 'narrowing'
  /** Something of the same list went where this came, or came where this went. */
  | 'replaced'
  /** Said, where it would hold unsaid as well. */
  | 'invited'
  /** A property that an object let in before, or kept out, without naming it. */
  | 'unnamed-before'
  /** A property is described nowhere any more. */
  | 'forgetful'
  /** Others refer to it by a name, which tells them more than its values. */
  | 'named'
  /** Each item is told by itself, whatever described it before. */
  | 'by-item'
  /** Written as text, so that `1` and `"1"` look the same. */
  | 'as-text'
  /** A query parameter that may be given several times, so that one value looks like a list of one. */
  | 'exploded'
  /** In the direction of the fact nothing is lost: what was accepted still is, or what is sent was announced. Proven. */
  | 'included'
  /** In the direction of the fact a value is lost, and shown. */
  | 'refuted'
  /** Refuted only because several branches of a `oneOf` let the value through. */
  | 'ambiguous'

export interface Topic {
  readonly where: Where
  readonly direction: Direction
  /** In words that need no place: `query parameter \`limit\``. */
  readonly thing: string
  /** The operation it is part of; `null`: the contract as a whole. */
  readonly operation: UsedSubject | null
}

export interface Details {
  readonly traits?: readonly Trait[]
  /** What exactly was added, removed or changed: the property, the enum value, the scope. Tells facts of one place apart. */
  readonly subject?: string
  readonly before?: Json | undefined
  readonly after?: Json | undefined
  /** Whether either side lets through what the other does, where that was asked. */
  readonly inclusions?: Inclusions | null
  /** `null` for what was added. */
  readonly base: Spot | null
  /** `null` for what was removed. */
  readonly revision: Spot | null
}

export interface Fact extends Topic, Required<Details> {
  readonly kind: string
  /** The inclusion that counts in its direction. */
  readonly answer: Answer | null
}

/** A fact of a schema pair, before anybody knows which operation reaches the pair and in which direction. */
export interface SchemaFact extends Required<Details> {
  readonly kind: string
  /**
   * From the pair's root to the schema it is about, as names: `['items', 'tags']`, an empty one where people would name none; empty
   * for the root itself.
   */
  readonly path: readonly string[]
}
