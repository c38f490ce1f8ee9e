import { z } from 'zod'
import type { AddressedText } from '../lint/addresses.ts'

/**
 * What a verdict takes from outside the two trees, as one stored, dated value. A commit plus its circumstances replays any
 * verdict; `apigov review --circumstances f.json` reads this shape. Everything in it is optional to know, and what is not known
 * counts against the proposal, never for it.
 */
export interface Circumstances {
  readonly format: 1
  /** When the question was asked, ISO 8601 in UTC. */
  readonly now: string
  /** Login of who proposed; `null` on the command line before there is a proposal. */
  readonly author: string | null
  /** The forge's reviews, oldest first. Only the last that approves or rejects counts per reviewer. */
  readonly reviews: readonly ForgeReview[]
  /** Logins by forge team (`acme/payments`), for the teams a verdict may ask for. */
  readonly members: Readonly<Record<string, readonly string[]>>
  /** Released semvers by `<api>/<version>`, from the tags of the repository. */
  readonly released: Readonly<Record<string, readonly string[]>>
  /** What stood at the addresses that rulesets of the base name; absent where none was asked. */
  readonly rulesets?: Readonly<Record<string, AddressedText>> | undefined
}

export interface ForgeReview {
  readonly reviewer: string
  readonly state: 'approved' | 'changes-requested' | 'commented' | 'dismissed'
  /** The commit that was looked at: an approval of an older head does not count. */
  readonly commit: string
}

/** Nothing known but the time. */
export function bareCircumstances(now: string): Circumstances {
  return { format: 1, now, author: null, reviews: [], members: {}, released: {} }
}

/** The file that `apigov review --circumstances` reads. */
export const circumstancesShape: z.ZodType<Circumstances> = z.strictObject({
  format: z.literal(1),
  now: z.iso.datetime(),
  author: z.string().nullable(),
  reviews: z.array(
    z.strictObject({
      reviewer: z.string(),
      state: z.enum(['approved', 'changes-requested', 'commented', 'dismissed']),
      commit: z.string(),
    }),
  ),
  members: z.record(z.string(), z.array(z.string())),
  released: z.record(z.string(), z.array(z.string())),
  rulesets: z
    .record(z.string(), z.union([z.strictObject({ text: z.string() }), z.strictObject({ failure: z.string() })]))
    .optional(),
})
