/**
 * The judge: contracts are read, linted and compared in worker threads, so that a hostile or merely huge one costs its own review
 * and nobody else's; by a ruleset that runs code, in a process that may do little else (`confined-judge.ts`). A worker that takes
 * too long or too much memory is ended and replaced; its caller gets an `ApigovError` that names the limit, and nothing passes for
 * want of an answer. Answers are kept by content, whole (`Memo`) and half-way (each worker keeps the contracts it read last).
 */
import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import type { Memo } from '../base/ports.ts'
import type { ContractSource } from '../contract/contract.ts'
import { kindOf } from '../contract/kinds/kind-of.ts'
import type { Ruleset } from '../lint/ruleset.ts'
import type { Judge } from '../review/judge.ts'
import { JudgePool } from './judge-pool.ts'
import type { JudgeTask, SettledAnswer } from './judge-task.ts'
import { MemoryMemo } from './memory-memo.ts'

export interface JudgeOptions {
  /** Threads; default: one less than the machine has cores, at least one. They start when there is work. */
  readonly workers?: number
  /** Default: a memory of its own. */
  readonly memo?: Memo
  /** Milliseconds a task may take, by task; default 120 s for lint, 60 s for the others. */
  readonly timeouts?: Partial<Record<JudgeTask['do'], number>>
  /** Heap of a worker in megabytes; default 1024. */
  readonly memoryMb?: number
}

export interface OpenJudge extends Judge {
  /** Ends the workers; what is still being judged is rejected. */
  close(): Promise<void>
}

export function openJudge(options: JudgeOptions = {}): OpenJudge {
  const { memo = new MemoryMemo(), timeouts = {}, memoryMb = 1024 } = options
  const workers = options.workers ?? Math.max(1, availableParallelism() - 1)
  const pool = new JudgePool({
    workers,
    memoryMb,
    timeout: (task) => timeouts[task] ?? (task === 'lint' ? 120_000 : 60_000),
  })

  const ask = <T extends { readonly read: readonly string[] }>(
    question: readonly unknown[],
    source: ContractSource,
    task: JudgeTask,
  ) =>
    memo.answer<T>(JSON.stringify(question), blobsOf(source), async () => {
      const answer = await pool.run<T>(task)
      return { answer, read: answer.read }
    })

  /** Protobuf is judged with the help of a program, which the process that runs code may not start; Spectral has no rules for it. */
  const settled = async (source: ContractSource, ruleset: Ruleset) =>
    (await pool.run<SettledAnswer>({ do: 'settle', source, ruleset })).ruleset

  return {
    reach: (source) => ask(['reach/1', nameOf(source)], source, { do: 'reach', source }),
    summarise: (source) => ask(['summarise/3', nameOf(source)], source, { do: 'summarise', source }),
    requests: (source) => ask(['requests/2', nameOf(source)], source, { do: 'requests', source }),
    bundle: (source) => ask(['bundle/1', nameOf(source)], source, { do: 'bundle', source }),
    lint: async (source, given) => {
      const ruleset = given.code && kindOf(source) === 'protobuf' ? await settled(source, given) : given
      const task: JudgeTask = { do: 'lint', source, ruleset }
      // What a package holds is not known here, so its answers are not kept.
      if (ruleset.code && ruleset.code.packages.length > 0) return pool.run(task)
      return ask(['lint/2', nameOf(source), ruleset.name, digestOf(ruleset)], source, task)
    },
    diff: (base, revision, diffOptions) =>
      memo.answer(
        JSON.stringify(['diff/1', nameOf(base), nameOf(revision), diffOptions]),
        (path) => JSON.stringify([blobsOf(base)(path), blobsOf(revision)(path)]),
        async () => {
          const answer = await pool.run<Awaited<ReturnType<Judge['diff']>>>({
            do: 'diff',
            base,
            revision,
            options: diffOptions,
          })
          return { answer, read: answer.read }
        },
      ),
    rewrite: (source, fixes) => ask(['rewrite/1', source.entry, fixes], source, { do: 'rewrite', source, fixes }),
    close: () => pool.close(),
  }
}

/** What an answer depends on beside the contents: findings carry paths, fingerprints the identity. */
function nameOf({ entry, identity, setting, module, stated, mayRepeatKeys }: ContractSource): unknown {
  const { catalog, api, version } = identity
  return [entry, catalog, api, version, setting?.visibility, setting?.mount, module, stated, mayRepeatKeys]
}

function blobsOf(source: ContractSource): (path: string) => string | undefined {
  return (path) => source.files.get(path)?.blob ?? source.refused.get(path)
}

function digestOf({ text, files = new Map() }: Ruleset): string {
  return createHash('sha256')
    .update(JSON.stringify([text, ...files]))
    .digest('hex')
}
