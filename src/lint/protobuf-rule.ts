import type { ProtobufContract } from '../contract/kinds/protobuf.ts'
import type { Position } from '../contract/kinds/protobuf-image.ts'
import { type Report, type Rule, withoutMargins } from './rule.ts'

/** A place in a Protobuf contract. */
export interface ProtobufAt {
  /** By the path with which others import it. */
  readonly file: string
  readonly position: Position
  /** Full name of the element it belongs to, `''` for the file: what names it in a fingerprint. */
  readonly name: string
}

/** What `buf lint` says, as a house rule hears it. */
export interface Said {
  /** As ours are: no full stop, backticks for quotes. */
  readonly message: string
  readonly at: ProtobufAt
}

/** What a rule wants to see of a Protobuf contract. */
export type ProtobufVisitor = {
  /** Each package that the contract's own files are in, where the first of them says so. */
  readonly package?: (name: string, at: ProtobufAt) => void
  /** After everything was shown. */
  readonly end?: () => void
} & {
  /** What buf says by a rule of its own that this one asks, by its name: `FIELD_LOWER_SNAKE_CASE`. */
  readonly [rule: Uppercase<string>]: (said: Said) => void
}

type Statement = Omit<Rule, 'kinds' | 'visit' | 'asks' | 'source'>

interface ProtobufRule extends Statement {
  readonly source: string
  readonly asks?: readonly string[]
  visit(report: Report<ProtobufAt>, contract: ProtobufContract): ProtobufVisitor
}

interface BufRule extends Statement {
  /** What it follows beside buf. */
  readonly source?: string
  /** The rules of `buf lint` it is made of, each with what to do (`Finding.help`). */
  readonly buf: Readonly<Record<string, string>>
}

/** Takes a rule of ours for Protobuf contracts as it is written. */
export function defineProtobufRule(rule: ProtobufRule): Rule {
  return { ...rule, kinds: ['protobuf'], example: withoutMargins(rule.example) }
}

/** Takes rules of `buf lint` as one of ours: with a reason, a severity and an example. */
export function defineBufRule({ buf, source, ...rule }: BufRule): Rule {
  const asks = Object.keys(buf)
  return defineProtobufRule({
    ...rule,
    asks,
    source: [source, `buf lint: ${asks.map((id) => `\`${id}\``).join(', ')}`].filter(Boolean).join(', '),
    visit: (report) =>
      Object.fromEntries(
        Object.entries(buf).map(([id, help]) => [
          id,
          ({ message, at }: Said) => report({ at, message, help, subject: `${id} ${message}` }),
        ]),
      ),
  })
}
