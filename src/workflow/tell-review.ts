/** What is told of a proposal when there is no verdict: it is being judged, it could not be, or nobody waits for it any more. */
import type { ApigovError } from '../base/errors.ts'
import { markdownCode, markdownMessage } from '../base/escaping.ts'
import { commentMarker } from '../review/comment.ts'
import type { CheckReport } from '../review/forge.ts'
import { type CheckName, checkNames } from '../review/review.ts'

/** All five as failures that say what to do: never green when the question could not be asked. */
export function unansweredReports(error: ApigovError, key: string, url: string): readonly CheckReport[] {
  return checkNames.map((name) => failure(name, key, url, 'Could not be asked', sentences(error)))
}

/** The comment where there is no verdict. */
export function unansweredComment(error: ApigovError): string {
  return `${commentMarker}\n## ❌ This proposal could not be judged\n\n${sentences(error)}\n`
}

/** For a head that is no longer the proposal's: nobody waits for its verdict, but nothing is left spinning. */
export function supersededReport(name: CheckName, key: string, url: string): CheckReport {
  return failure(name, key, url, 'Superseded', 'The proposal has a newer commit; its checks are there.')
}

export function inProgressReport(name: CheckName, key: string, url: string): CheckReport {
  const title = 'In progress'
  return { name, conclusion: null, key, title, summary: 'Being judged.', annotations: [], url }
}

function sentences({ message, hint, code }: ApigovError): string {
  return `${markdownMessage(message)}.\n\n${markdownMessage(hint)}\n\n${markdownCode(code)}`
}

function failure(name: CheckName, key: string, url: string, title: string, summary: string): CheckReport {
  return { name, conclusion: 'failure', key, title, summary, annotations: [], url }
}
