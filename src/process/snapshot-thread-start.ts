/** The file that a thread runs which checks snapshots. */
import type { KeyObject } from 'node:crypto'
import { getPriority, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { snapshotText } from '../snapshot/canonical.ts'
import { parseSnapshot } from '../snapshot/read.ts'
import type { ReadLists } from '../snapshot/text.ts'
import type { ThreadAnswer } from './snapshot-thread.ts'

/** Where cores are few, callers come first; but on a machine with much else to do, a thread that gives way to all never ends. */
const givesWayBy = 5
// On Linux a thread has a priority of its own; elsewhere it would be that of all.
if (process.platform === 'linux') setPriority(0, Math.min(19, getPriority(0) + givesWayBy))

/** Of the last text that was right, whether or not it was served. */
let known: ReadLists | null = null

async function answerTo(bytes: Buffer): Promise<ThreadAnswer> {
  const reading = await parseSnapshot(bytes, { publicKey: workerData as KeyObject | undefined, known })
  if ('refusal' in reading) return reading
  known = reading.lists
  return { bytes: known === null ? new Uint8Array(Buffer.from(snapshotText(reading.snapshot))) : null }
}

parentPort?.on('message', async ({ buffer }: Uint8Array<ArrayBuffer>) => {
  parentPort?.postMessage(await answerTo(Buffer.from(buffer)))
})
