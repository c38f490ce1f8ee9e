/**
 * A reader of snapshots that has a thread check what changes much. To parse, compare and check every entry takes most of the work of
 * a full reload, and leaves garbage that is collected while callers wait.
 */
import type { KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Refusal } from '../snapshot/read.ts'
import { type CheckedElsewhere, readerWith, type SnapshotReader } from '../snapshot/reader.ts'

/** `bytes`: as `snapshotText` has them; `null`: so they were. */
export type ThreadAnswer = { readonly refusal: Refusal } | { readonly bytes: Uint8Array | null }

/**
 * Starts its thread with the first text that needs it.
 * @param much bytes that are worth a thread, which takes memory for itself and a moment to start.
 */
export function readerInThread(publicKey: KeyObject | undefined, much = 256 * 1024): SnapshotReader {
  let thread: Worker | null = null

  function start(): Worker {
    // From sources it is a `.ts` file, from the package a `.js` file.
    const file = new URL(`./snapshot-thread-start${extname(import.meta.filename)}`, import.meta.url)
    const started = new Worker(file, { env: {}, workerData: publicKey })
    started.unref()
    started.on('error', () => undefined)
    started.on('exit', () => {
      if (thread === started) thread = null
    })
    return started
  }

  async function check(bytes: Buffer): Promise<CheckedElsewhere> {
    thread ??= start()
    const over = new AbortController()
    const { signal } = over
    try {
      const ended = once(thread, 'exit', { signal }).then(() => Promise.reject(new Error('the reading thread ended')))
      // A copy that changes hands: to be cloned costs several times as much.
      const copy = new Uint8Array(bytes)
      thread.postMessage(copy, [copy.buffer])
      const [answer] = (await Promise.race([once(thread, 'message', { signal }), ended])) as [ThreadAnswer]
      if ('refusal' in answer) return answer
      return { bytes: answer.bytes === null ? bytes : Buffer.from(answer.bytes.buffer) }
    } finally {
      over.abort()
    }
  }

  return readerWith(publicKey, {
    much,
    check,
    async close() {
      await thread?.terminate()
    },
  })
}
