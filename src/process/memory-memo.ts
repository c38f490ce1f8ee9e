import { LRUCache } from 'lru-cache'
import type { Memo } from '../base/ports.ts'

/** One answer, and the blobs it stands on. */
interface Kept {
  readonly answer: unknown
  readonly stands: readonly (readonly [path: string, blob: string | undefined])[]
}

/** Answers a question may have at once: base, head and a few heads before. */
const answersPerQuestion = 4

/**
 * `Memo` in the memory of one process, the least recently used forgotten first. Answers are handed out as they are, so whoever
 * gets one must not change it. A computation that throws leaves nothing behind.
 */
export class MemoryMemo implements Memo {
  readonly #kept: LRUCache<string, readonly Kept[]>

  /** @param maxBytes roughly what may be kept. */
  constructor(maxBytes = 128 * 1024 * 1024) {
    this.#kept = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (kept, question) => 1 + question.length * 2 + sizeOf(kept),
    })
  }

  async answer<T>(
    question: string,
    blobOf: (path: string) => string | undefined,
    compute: () => Promise<{ readonly answer: T; readonly read: readonly string[] }>,
  ): Promise<T> {
    const known = this.#kept.get(question)?.find(({ stands }) => stands.every(([path, blob]) => blobOf(path) === blob))
    if (known) return known.answer as T
    const { answer, read } = await compute()
    const kept: Kept = { answer, stands: read.map((path) => [path, blobOf(path)] as const) }
    this.#kept.set(question, [kept, ...(this.#kept.peek(question) ?? [])].slice(0, answersPerQuestion))
    return answer
  }
}

/** Roughly the bytes of a plain value. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length * 2
  if (typeof value !== 'object' || value === null) return 8
  if (ArrayBuffer.isView(value)) return value.byteLength
  let size = 16
  for (const item of Object.values(value)) size += 8 + sizeOf(item)
  return size
}
