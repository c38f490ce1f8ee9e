import { messageOf } from '../base/errors.ts'
import { accessLogUnwritable } from './errors.ts'
import { LineFile } from './line-file.ts'

/** What is noted of a request. Never a query, a field or a body: they may hold what must not be kept. */
export interface AccessEntry {
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly id: string
  readonly address: string
  readonly method: string
  readonly host: string
  /** As it was judged; `null` where it could not be read. */
  readonly path: string | null
  readonly route: string | null
  readonly consumer: string | null
  /** 499: the caller left first. */
  readonly status: number
  readonly milliseconds: number
}

export interface AccessLog {
  write(entry: AccessEntry): void
  /** Writes what is left. */
  close(): Promise<void>
}

/**
 * Lines of JSON, appended to `path` in batches. A file that was moved away, as log rotation does, is followed by a new one within a
 * second; no signal is needed. Throws an `ApigovError` where it cannot be opened.
 */
export async function openAccessLog(path: string, warn: (message: string) => void): Promise<AccessLog> {
  const options = { path, rotateAt: null, keep: 0, warn, what: 'The access log' }
  const file = await LineFile.open(options).catch((thrown) => {
    throw accessLogUnwritable(path, messageOf(thrown), thrown)
  })
  return { write: (entry) => file.write(lineOf(entry)), close: () => file.close() }
}

let [second, secondText] = [0, '']

/** The time to the second is the same for thousands of lines. */
function timeText(time: number): string {
  const whole = Math.floor(time / 1000)
  if (whole !== second) [second, secondText] = [whole, new Date(whole * 1000).toISOString().slice(0, 19)]
  return `${secondText}.${digits(time - whole * 1000, 3)}Z`
}

function lineOf({ time, id, address, method, host, path, route, consumer, status, milliseconds }: AccessEntry): string {
  return `{"time":"${timeText(time)}","id":"${id}","address":"${address}","method":"${method}","host":"${host}","path":${quoted(path)},"route":${quoted(route)},"consumer":${quoted(consumer)},"status":${status},"ms":${hundredths(milliseconds)}}\n`
}

/** With two digits after the point; as `toFixed` does, which is slow. */
function hundredths(number: number): string {
  const all = Math.round(number * 100)
  const whole = Math.floor(all / 100)
  return `${whole}.${digits(all - whole * 100, 2)}`
}

function digits(number: number, length: number): string {
  return String(number).padStart(length, '0')
}

function quoted(text: string | null): string {
  if (text === null) return 'null'
  return /["\\]|[^\x20-\x7e]/.test(text) ? JSON.stringify(text) : `"${text}"`
}
