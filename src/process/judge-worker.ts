/** One thread of the judge: takes a task at a time, keeps the contracts it read last, answers with plain values. */
import { parentPort, workerData } from 'node:worker_threads'
import { LRUCache } from 'lru-cache'
import { ApigovError } from '../base/errors.ts'
import type { ContractReading, ContractSource } from '../contract/contract.ts'
import { tellActivity } from '../lint/activity.ts'
import { answer, type JudgeTask, read as readAnew } from './judge-task.ts'
import type { WorkerStart } from './judge-thread.ts'
import type { AnyContract } from './kinds/kind.ts'

export type WorkerReply =
  | { readonly answer: unknown }
  /** The question could not be asked. */
  | { readonly refused: { readonly code: string; readonly message: string; readonly hint: string } }
  /** We are wrong. */
  | { readonly crashed: string }

/** Beside replies it says when it has begun, and what the numbers mean that it writes while it works. */
export type FromWorker =
  | WorkerReply
  | { readonly ready: true }
  | { readonly activity: readonly [id: number, name: string] }

interface Kept {
  readonly reading: ContractReading<AnyContract>
  /** What each path read was made of; `undefined` for one that was not there. */
  readonly made: ReadonlyMap<string, string | undefined>
}

/** Contracts are weighed by the bytes of their files, of which a parsed one takes about ten times as much. */
const kept = new LRUCache<string, Kept>({ max: 16, maxSize: 32 * 1024 * 1024 })

async function read(source: ContractSource): Promise<ContractReading<AnyContract>> {
  const { entry, identity, setting, module, stated, mayRepeatKeys } = source
  const key = JSON.stringify([entry, identity, setting, module, stated, mayRepeatKeys])
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

const { now, isConfined } = workerData as WorkerStart
tellActivity({ now, name: (id, name) => parentPort?.postMessage({ activity: [id, name] } satisfies FromWorker) })

const modulesOf = isConfined ? await prepareForCode() : null

parentPort?.on('message', async (task: JudgeTask) => {
  const answered = await reply(task)
  now[0] = 0
  parentPort?.postMessage(answered)
})
parentPort?.postMessage({ ready: true } satisfies FromWorker)

async function reply(task: JudgeTask): Promise<WorkerReply> {
  try {
    return { answer: await answer(withModules(task), read) }
  } catch (thrown) {
    if (thrown instanceof ApigovError)
      return { refused: { code: thrown.code, message: thrown.message, hint: thrown.hint } }
    return { crashed: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) }
  }
}

function withModules(task: JudgeTask): JudgeTask {
  if (!('ruleset' in task) || modulesOf === null) return task
  return { ...task, ruleset: { ...task.ruleset, modules: modulesOf(task.ruleset) } }
}

async function prepareForCode() {
  // Spectral before the hooks: with hooks about, Node 22 does not load all that CommonJS packages require of each other.
  const [{ loadWhatWasPutOff }] = await Promise.all([
    import('../lint/spectral/packages.ts'),
    import('../lint/spectral.ts'),
    import('../lint/lint.ts'),
  ])
  loadWhatWasPutOff()
  // It could end whoever started this process.
  for (const name of ['kill', '_kill']) Reflect.deleteProperty(process, name)
  return (await import('./ruleset-modules.ts')).modulesOf
}
