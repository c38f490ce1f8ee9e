import { ApigovError } from '../base/errors.ts'
import type { Finding } from '../base/finding.ts'
import { fingerprint } from '../base/fingerprint.ts'
import type { Place } from '../base/place.ts'

/** What a question gave, or the finding that says why it could not be asked: a check that cannot ask fails, and the others go on. */
export type Attempt<T> =
  | { readonly answer: T; readonly failure: null }
  | { readonly answer: null; readonly failure: Finding }

/** Asks. Only an `ApigovError` becomes a failure; what is our own fault is not dressed up as the user's. */
export async function attempt<T>(ask: () => Promise<T>, about: AttemptSubject): Promise<Attempt<T>> {
  try {
    return { answer: await ask(), failure: null }
  } catch (thrown) {
    if (!(thrown instanceof ApigovError)) throw thrown
    return { answer: null, failure: unanswered(thrown.code, thrown.message, thrown.hint, about) }
  }
}

export interface AttemptSubject {
  readonly catalog: string
  readonly api?: string
  readonly version?: string
  readonly place: Place | null
}

/** The finding for a question without an answer. */
export function unanswered(rule: string, message: string, help: string, subject: AttemptSubject): Finding {
  const { place, ...about } = subject
  return { rule, severity: 'error', message, place, fingerprint: fingerprint({ rule, ...about }), help }
}
