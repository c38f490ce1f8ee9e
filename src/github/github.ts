/**
 * GitHub, and GitHub Enterprise Server, as the forge. `proposals.ts` and `releases.ts` implement the ports of `review/` and
 * `release/`: they say how things should be and change only what is not so, because every workflow above may run twice or be
 * killed half-way. An authenticated Octokit is handed in: the App has one per installation, the Action and the command line one
 * per token.
 */
import type { Octokit } from '@octokit/core'
import { messageOf } from '../base/errors.ts'
import { forgeFailed, forgeLimited } from './errors.ts'

/** One repository, and who we are there. */
export interface GitHubRepository {
  readonly octokit: Octokit
  readonly owner: string
  readonly repo: string
  /** Whose checks and comments are ours. */
  readonly self: Self
}

interface Self {
  /** Only checks of this App are ours; `null` takes whichever App the token belongs to. */
  readonly appId: number | null
  /** `apigov[bot]`, `github-actions[bot]` */
  readonly login: string
}

/** Answers what `question` does; where GitHub cannot, throws an `ApigovError`. `what` completes the sentence `GitHub could not …`. */
export async function ask<T>(what: string, question: Promise<T>): Promise<T> {
  try {
    return await question
  } catch (error) {
    throw toApigovError(what, error)
  }
}

/** Like `ask`, with `null` for what is not there. */
export async function askFor<T>(what: string, question: Promise<T>): Promise<T | null> {
  try {
    return await question
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw toApigovError(what, error)
  }
}

/** The HTTP status of what Octokit threw; 0 where no answer came. */
export function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : 0
  return typeof status === 'number' ? status : 0
}

/**
 * At most `limit` characters (UTF-16 code units, which is never less than what GitHub counts), the last sentence saying that
 * something is missing.
 */
export function cut(text: string, limit: number, sentence = '…'): string {
  if (text.length <= limit) return text
  const end = limit - sentence.length
  // Not between the halves of a surrogate pair.
  const whole = /[\ud800-\udbff]/.test(text.charAt(end - 1)) ? end - 1 : end
  return text.slice(0, whole) + sentence
}

function toApigovError(what: string, error: unknown): Error {
  const status = statusOf(error)
  const headers = (error as { response?: { headers?: Record<string, string> } }).response?.headers ?? {}
  if ((status === 403 || status === 429) && headers['x-ratelimit-remaining'] === '0') {
    const until = new Date(Number(headers['x-ratelimit-reset'] ?? 0) * 1000).toISOString()
    return forgeLimited(what, until, error)
  }
  return forgeFailed(what, status === 0 ? messageOf(error) : `${status} ${messageOf(error)}`, error)
}
