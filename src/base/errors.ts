/**
 * Three kinds of trouble, never mixed. The user's document is wrong: a `Finding`, returned. The question could not be asked
 * (unreadable file, forge down): an `ApigovError`, thrown, caught only at the doors (`cli/main.ts`, the App's worker). We are
 * wrong: an assertion, with its stack.
 *
 * Each folder that throws keeps a table of its errors in its own `errors.ts`, made with `defineError`.
 */

/** The question could not be asked. `code` is stable and can be scripted against; `hint` says what to do next. */
export class ApigovError extends Error {
  override readonly name = 'ApigovError'
  readonly code: string
  readonly hint: string

  constructor(code: string, message: string, options: { hint: string; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }
}

/** What a table of errors holds: call it to make the error (throwing is the caller's, so that control flow stays visible). */
export interface ErrorKind<Args extends readonly unknown[]> {
  (...args: Args): ApigovError
  readonly code: string
}

/**
 * Declares one error. `sentence` and `hint` get the same arguments; the sentence has no full stop and quotes values in backticks,
 * the hint is one imperative sentence with a full stop, as `Finding.help` is.
 *
 * @example
 * const blobMissing = defineError('APIGOV_BLOB_MISSING', (id: string) => `Git has no blob \`${id}\``, () => 'Run `git fsck`.')
 */
export function defineError<const Args extends readonly unknown[]>(
  code: `APIGOV_${string}`,
  sentence: (...args: Args) => string,
  hint: (...args: Args) => string,
): ErrorKind<[...Args, cause?: unknown]> {
  const make = (...args: [...Args, cause?: unknown]) => {
    const own = args.slice(0, sentence.length) as unknown as Args
    return new ApigovError(code, sentence(...own), { hint: hint(...own), cause: args[sentence.length] })
  }
  return Object.assign(make, { code })
}

/** The message of anything that was thrown, for places that must show one line. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
