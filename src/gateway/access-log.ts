import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { messageOf } from '../base/errors.ts'
import { accessLogUnwritable } from './errors.ts'

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

/** Characters that may wait for a disk that is slow; what comes on top is dropped, and said so. */
const waitingLimit = 16 * 1024 * 1024
const [batchSize, batchTime] = [64 * 1024, 200] as const

/** Lines of JSON, appended to `path` in batches. Throws an `ApigovError` where it cannot be opened. */
export async function openAccessLog(path: string, warn: (message: string) => void): Promise<AccessLog> {
  const stream = createWriteStream(path, { flags: 'a', mode: 0o640 })
  try {
    await once(stream, 'open')
  } catch (thrown) {
    throw accessLogUnwritable(path, messageOf(thrown), thrown)
  }
  let batch = ''
  let dropped = 0
  let hasFailed = false
  stream.on('error', (error) => {
    hasFailed = true
    warn(`The access log \`${path}\` ends here: ${error.message}`)
  })

  function flush(): void {
    if (batch === '' || hasFailed) return
    stream.write(batch)
    batch = ''
    if (dropped > 0) warn(`The access log \`${path}\` lacks ${dropped} lines: the disk was too slow`)
    dropped = 0
  }
  const timer = setInterval(flush, batchTime).unref()

  return {
    write(entry) {
      if (stream.writableLength + batch.length > waitingLimit || hasFailed) {
        dropped += 1
        return
      }
      batch += lineOf(entry)
      if (batch.length >= batchSize) flush()
    },
    async close() {
      clearInterval(timer)
      flush()
      if (stream.closed) return
      stream.end()
      await once(stream, 'close').catch(() => undefined)
    },
  }
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
