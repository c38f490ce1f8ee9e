/**
 * What was used of quotas, on disk: a gateway that restarts goes on counting. The file gets a line for each quota of which something
 * was used since the lines before; the last line of a key holds. It is written anew without the others when it has grown long.
 */
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { messageOf } from '../../base/errors.ts'
import { slices } from '../../snapshot/slices.ts'
import type { Used } from './counter.ts'

/** Of a quota's key, what was used of it. */
export type KeyUsed = readonly [key: string, used: Used]

export interface QuotaFile {
  /** What it said when it was opened, of periods that were not over. */
  readonly before: ReadonlyMap<string, Used>
  /**
   * Adds `news`, or writes `all` where that is better. Rejects where it cannot; the next call then writes `all`.
   * @param all of every quota; asked for only where it is wanted.
   */
  write(news: readonly KeyUsed[], all: () => Iterable<KeyUsed>): Promise<void>
}

const head = '{"format":1}'
const line = z.tuple([z.string(), z.int(), z.int()])
/** Lines beyond two for each quota. */
const spareLines = 10_000

/**
 * Opens the file at `path`, which need not be there. What cannot be read of it is told to `warn`, and those quotas begin anew:
 * counting too little harms less than not serving.
 */
export async function openQuotaFile(path: string, now: number, warn: (line: string) => void): Promise<QuotaFile> {
  const { before, lines: found } = await read(path, now, warn)
  let longest = 2 * before.size + spareLines
  /** `null`: nothing can be added to what is there. */
  let lines = found
  return {
    before,
    async write(news, all) {
      const added = lines !== null && lines <= longest ? lines + news.length : null
      lines = null
      await mkdir(dirname(path), { recursive: true })
      if (added !== null) {
        if (news.length > 0) await appendFile(path, await textOf(news))
        lines = added
        return
      }
      const whole = [...all()]
      await writeFile(`${path}.new`, `${head}\n${await textOf(whole)}`, { mode: 0o600 })
      await rename(`${path}.new`, path)
      lines = whole.length
      longest = 2 * whole.length + spareLines
    },
  }
}

async function textOf(used: readonly KeyUsed[]): Promise<string> {
  const pause = slices()
  let text = ''
  for (const [key, { end, requests }] of used) {
    text += `${JSON.stringify([key, end, requests])}\n`
    await pause()
  }
  return text
}

async function read(path: string, now: number, warn: (line: string) => void) {
  const before = new Map<string, Used>()
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT')
      warn(`what was used of quotas cannot be read, they begin anew: ${messageOf(thrown)}`)
    return { before, lines: null }
  }
  const [first, ...lines] = text.split('\n')
  // After the last line end there is nothing, or the line that a crash cut short.
  const torn = lines.pop()
  const unread = first === head ? lines.filter((each) => !take(each, before)).length : lines.length + 1
  if (unread > 0) warn(`${unread} lines of \`${path}\` cannot be read: what they say of quotas does not count`)
  for (const [key, { end }] of before) if (end <= now) before.delete(key)
  return { before, lines: unread === 0 && torn === '' ? lines.length : null }
}

function take(text: string, before: Map<string, Used>): boolean {
  try {
    const [key, end, requests] = line.parse(JSON.parse(text))
    before.set(key, { end, requests })
    return true
  } catch {
    return false
  }
}
