/** One thread of the judge: takes a task at a time, keeps the contracts it read last, answers with plain values. */
import { parentPort } from 'node:worker_threads'
import { LRUCache } from 'lru-cache'
import { ApigovError } from '../base/errors.ts'
import type { ContractReading, ContractSource } from '../contract/contract.ts'
import { answer, type JudgeTask, read as readAnew } from './judge-task.ts'
import type { AnyContract } from './kinds/kind.ts'

export type WorkerReply =
  | { readonly answer: unknown }
  /** The question could not be asked. */
  | { readonly refused: { readonly code: string; readonly message: string; readonly hint: string } }
  /** We are wrong. */
  | { readonly crashed: string }

interface Kept {
  readonly reading: ContractReading<AnyContract>
  /** What each path read was made of; `undefined` for one that was not there. */
  readonly made: ReadonlyMap<string, string | undefined>
}

/** Contracts are weighed by the bytes of their files, of which a parsed one takes about ten times as much. */
const kept = new LRUCache<string, Kept>({ max: 16, maxSize: 32 * 1024 * 1024 })

async function read(source: ContractSource): Promise<ContractReading<AnyContract>> {
  const key = JSON.stringify([source.entry, source.identity, source.module, source.stated])
  const known = kept.get(key)
  if (known && [...known.made].every(([path, made]) => makeOf(source, path) === made)) return known.reading
  const reading = await readAnew(source)
  const weight = reading.read.reduce((sum, path) => sum + (source.files.get(path)?.bytes.byteLength ?? 0), 1)
  kept.set(key, { reading, made: new Map(reading.read.map((path) => [path, makeOf(source, path)])) }, { size: weight })
  return reading
}

function makeOf(source: ContractSource, path: string): string | undefined {
  return source.files.get(path)?.blob ?? source.refused.get(path)
}

parentPort?.on('message', async (task: JudgeTask) => {
  parentPort?.postMessage(await reply(task))
})

async function reply(task: JudgeTask): Promise<WorkerReply> {
  try {
    return { answer: await answer(task, read) }
  } catch (thrown) {
    if (thrown instanceof ApigovError)
      return { refused: { code: thrown.code, message: thrown.message, hint: thrown.hint } }
    return { crashed: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) }
  }
}
