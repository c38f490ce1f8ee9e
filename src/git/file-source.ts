import { watch as watchFolder } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { messageOf } from '../base/errors.ts'
import { snapshotUnreadable } from '../snapshot/errors.ts'
import type { SnapshotSource } from '../snapshot/source.ts'

/** Milliseconds after which writing is taken to be over: editors and `render` write in pieces. */
const settleTime = 50

/**
 * A snapshot from disk. `path` is a file, or a folder that holds `gateway.json`; relative to the process. It is looked for anew
 * at each read, so that it may be renamed into place, or be a link that somebody turns (as Kubernetes does).
 * @param poll milliseconds between two looks where the system tells nothing.
 */
export function fileSource(path: string, poll = 2_000): SnapshotSource {
  return {
    name: path,
    async read() {
      try {
        return await readFile(await fileOf(path))
      } catch (thrown) {
        throw snapshotUnreadable(path, messageOf(thrown), thrown)
      }
    },
    watch(changed) {
      let settling: NodeJS.Timeout | undefined
      const soon = () => {
        clearTimeout(settling)
        settling = setTimeout(changed, settleTime).unref()
      }
      const stopPolling = pollState(() => stateOf(path), soon, poll)
      const stopWatching = watchNear(path, soon)
      return () => {
        clearTimeout(settling)
        stopPolling()
        stopWatching()
      }
    },
  }
}

async function fileOf(path: string): Promise<string> {
  return (await stat(path)).isDirectory() ? join(path, 'gateway.json') : path
}

/** What changes when the file does. */
async function stateOf(path: string): Promise<string> {
  const { ctimeMs, mtimeMs, size, ino } = await stat(await fileOf(path))
  return `${ctimeMs} ${mtimeMs} ${size} ${ino}`
}

/** The system's own word, which comes at once. It is a convenience: not every file system gives it, and polling sees everything. */
function watchNear(path: string, changed: () => void): () => void {
  const watchers = [path, dirname(path)].flatMap((folder) => {
    try {
      return [watchFolder(folder, { persistent: false }, changed).on('error', () => undefined)]
    } catch {
      return []
    }
  })
  return () => {
    for (const watcher of watchers) watcher.close()
  }
}

/**
 * Asks for a state again and again and calls `changed` when it is another than before; being unable to tell is a state too, and
 * `null` always a new one. The first answer is compared with nothing and reported: what changed between the reader's read and
 * now must not be missed.
 */
export function pollState(state: () => Promise<string | null>, changed: () => void, interval: number): () => void {
  let before: string | null = null
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const look = async () => {
    const now = await state().catch(() => 'unknown')
    if (stopped) return
    if (now === null || now !== before) changed()
    before = now
    timer = setTimeout(look, interval).unref()
  }
  void look()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
