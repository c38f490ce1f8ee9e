/**
 * The verdicts. A rule says: this fact, at this place, in this direction, has this id and this impact, and here is the sentence for
 * the person who must live with it. Rules never look at contracts; a coordinate without a rule falls back to the nearest one
 * (`lookUp`), and one that is deliberately silent says why.
 */
import type { Impact } from '../change.ts'
import type { Fact } from '../fact.ts'

/** Direction, traits in their order, place: `request read-only property`, `operation`, `response success status`. */
export type Coordinate = string

export interface ChangeRule {
  readonly id: string
  readonly fact: string
  readonly at: Coordinate
  readonly impact: Impact
  message(fact: Fact): string
  readonly help: string
}

/** Nobody is told, for a reason. */
export interface Silence {
  readonly fact: string
  readonly at: Coordinate
  readonly because: string
}

export interface Family {
  readonly fact: string
  readonly rules: readonly ChangeRule[]
  readonly silences: readonly Silence[]
}

export interface Verdict {
  readonly id: string
  readonly impact: Impact
}

export const breaking = (id: string): Verdict => ({ id, impact: 'breaking' })
export const dangerous = (id: string): Verdict => ({ id, impact: 'dangerous' })
export const safe = (id: string): Verdict => ({ id, impact: 'safe' })
export const silent = (because: string): { readonly because: string } => ({ because })

/** What to do where a rule has no words of its own. */
export const usualHelp: Readonly<Record<Impact, string>> = {
  breaking: 'Keep what was there beside the new, or make the change in a new major version.',
  dangerous:
    'Ask the consumers named in the review whether they depend on it, or make the change in a new major version.',
  safe: 'Nothing to do.',
}

/** All rules for one kind of fact. `message` is a sentence about `fact.thing` without a full stop. */
export function defineFamily(family: {
  readonly fact: string
  readonly message: (fact: Fact) => string
  readonly help?: Partial<Record<Impact, string>>
  readonly at: Readonly<Record<Coordinate, Verdict | { readonly because: string }>>
}): Family {
  const { fact, message, at } = family
  const rules: ChangeRule[] = []
  const silences: Silence[] = []
  for (const [coordinate, verdict] of Object.entries(at))
    if ('because' in verdict) silences.push({ fact, at: coordinate, because: verdict.because })
    else
      rules.push({
        ...verdict,
        fact,
        at: coordinate,
        message,
        help: family.help?.[verdict.impact] ?? usualHelp[verdict.impact],
      })
  return { fact, rules, silences }
}
