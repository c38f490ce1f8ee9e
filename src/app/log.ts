import { type Logger, pino } from 'pino'

/**
 * A line of JSON per event. Of an error its words and its stack, and nothing else: what hangs on Octokit's errors (requests,
 * headers, bodies) may hold what no log should.
 */
export function appLog(level: string | undefined, destination: { write(text: string): unknown }): Logger {
  const known = level !== undefined && Object.hasOwn(pino.levels.values, level)
  return pino(
    {
      level: known || level === 'silent' ? level : 'info',
      serializers: { err: errorFields },
      redact: ['headers', 'req', 'request', 'token'],
    },
    { write: (line: string) => void destination.write(line) },
  )
}

function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const causes = error instanceof AggregateError ? { errors: error.errors.map(errorFields) } : {}
  return {
    message: error.message,
    ...code,
    ...causes,
    stack: error.stack,
    ...(error.cause ? { cause: errorFields(error.cause) } : {}),
  }
}
