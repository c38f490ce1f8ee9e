/**
 * A reader of snapshots with a thread of its own. To take a large one apart, check every entry and hash it all takes most of the work
 * of a reload, and leaves garbage that is collected while callers wait. Here it is another thread's, and this one gets what is new.
 */
import type { KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ContentBuilder } from '../snapshot/change.ts'
import { readerHere, type SnapshotReader } from '../snapshot/reader.ts'
import { gentleSlices, slices } from '../snapshot/slices.ts'
import type { SnapshotContent } from '../snapshot/snapshot.ts'
import type { FromReader, ToReader } from './snapshot-thread-start.ts'

/**
 * Starts its thread with the first large snapshot.
 * @param large bytes that are worth a thread, which takes memory for itself and a moment to start.
 */
export function readerInThread(publicKey: KeyObject | undefined, large = 1_000_000): SnapshotReader {
  const here = readerHere(publicKey)
  let thread: Worker | null = null
  let kept: SnapshotContent | null = null
  let last: SnapshotContent | null = null

  function start(): Worker {
    // From sources it is a `.ts` file, from the package a `.js` file.
    const file = new URL(`./snapshot-thread-start${extname(import.meta.filename)}`, import.meta.url)
    const started = new Worker(file, { env: {}, workerData: publicKey })
    started.unref()
    started.on('error', () => undefined)
    // What it knew is gone with it.
    started.on('exit', () => {
      if (thread === started) thread = kept = last = null
    })
    return started
  }

  async function ask(asked: Worker, message: ToReader, transfer: ArrayBuffer[] = []): Promise<FromReader> {
    const over = new AbortController()
    const { signal } = over
    try {
      const ended = once(asked, 'exit', { signal }).then(() => Promise.reject(new Error('the reading thread ended')))
      asked.postMessage(message, transfer)
      const [answer] = await Promise.race([once(asked, 'message', { signal }), ended])
      return answer
    } finally {
      over.abort()
    }
  }

  return {
    async read(bytes) {
      if (thread === null && bytes.length < large) return here.read(bytes)
      thread ??= start()
      const asked = thread
      // A copy that changes hands: to be cloned costs several times as much.
      const copy = new Uint8Array(bytes)
      const head = await ask(asked, { read: copy }, [copy.buffer])
      if ('refusal' in head) return head
      if (!('envelope' in head)) throw new Error('the reading thread answers something else')
      const builder = new ContentBuilder(kept, kept === null ? slices() : gentleSlices())
      for (;;) {
        const next = await ask(asked, 'part')
        if (!('part' in next)) break
        await builder.add(next.part)
      }
      last = builder.content()
      return { snapshot: { ...head.envelope, content: last }, change: builder.change() }
    },
    keep() {
      here.keep()
      kept = last
      thread?.postMessage('keep' satisfies ToReader)
    },
    async close() {
      await thread?.terminate()
    },
  }
}
