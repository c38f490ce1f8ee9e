/** The file that the thread of a reader runs. */
import type { KeyObject } from 'node:crypto'
import { getPriority, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { type ChangePart, partsOf } from '../snapshot/change.ts'
import type { Refusal } from '../snapshot/read.ts'
import { readerHere } from '../snapshot/reader.ts'
import type { Snapshot } from '../snapshot/snapshot.ts'

/** `part`: the next of what was read last. */
export type ToReader = { readonly read: Uint8Array } | 'part' | 'keep'

export type FromReader =
  | { readonly refusal: Refusal }
  | { readonly envelope: Omit<Snapshot, 'content'> }
  | { readonly part: ChangePart }
  | { readonly done: true }

/** Where cores are few, callers come first; but on a machine with much else to do, a thread that gives way to all never ends. */
const givesWayBy = 5
let givesWay = false

/** From the first snapshot on there are callers. On Linux a thread has a priority of its own; elsewhere it would be that of all. */
function giveWay(): void {
  if (!givesWay && process.platform === 'linux') setPriority(0, Math.min(19, getPriority(0) + givesWayBy))
  givesWay = true
}

const reader = readerHere(workerData as KeyObject | undefined)
let parts: Iterator<ChangePart> = [][Symbol.iterator]()

async function answer(message: Exclude<ToReader, 'keep'>): Promise<FromReader> {
  if (message === 'part') {
    const { value, done } = parts.next()
    return done ? { done } : { part: value }
  }
  const reading = await reader.read(message.read)
  if ('refusal' in reading) return reading
  const { content: _, ...envelope } = reading.snapshot
  parts = partsOf(reading.change)
  return { envelope }
}

parentPort?.on('message', async (message: ToReader) => {
  if (message === 'keep') {
    reader.keep()
    giveWay()
  } else parentPort?.postMessage(await answer(message))
})
