import { compareFindings, compareText, type Finding } from '../base/finding.ts'
import { bundle } from '../contract/bundle.ts'
import type { ContractReading, ContractSource } from '../contract/contract.ts'
import { readContract } from '../contract/read.ts'
import { summarise } from '../contract/summarise.ts'
import type { DiffOptions } from '../diff/change.ts'
import { diff } from '../diff/diff.ts'
import { lint } from '../lint/lint.ts'
import type { Ruleset } from '../lint/ruleset.ts'
import type { Judge } from '../review/judge.ts'

/** What a judge's worker is asked: plain values that cross threads. */
export type JudgeTask =
  | { readonly do: 'summarise' | 'bundle'; readonly source: ContractSource }
  | { readonly do: 'lint'; readonly source: ContractSource; readonly ruleset: Ruleset }
  | {
      readonly do: 'diff'
      readonly base: ContractSource
      readonly revision: ContractSource
      readonly options: DiffOptions
    }

/** Reads a contract; a worker keeps what it read. */
export type Read = (source: ContractSource) => ContractReading

/** Answers one task, as `Judge` describes; the type of the answer follows from `task.do`. */
export async function answer(
  task: JudgeTask,
  read: Read = readContract,
): Promise<Awaited<ReturnType<Judge[JudgeTask['do']]>>> {
  switch (task.do) {
    case 'summarise': {
      const { contract, findings, read: paths } = read(task.source)
      return { summary: contract && summarise(contract), findings, read: paths }
    }
    case 'lint': {
      const { contract, findings, read: paths } = read(task.source)
      const more: readonly Finding[] = contract ? await lint(contract, task.ruleset) : []
      return { findings: [...findings, ...more].sort(compareFindings), read: paths }
    }
    case 'diff': {
      const base = read(task.base)
      const revision = read(task.revision)
      const paths = [...new Set([...base.read, ...revision.read])].sort(compareText)
      if (!base.contract || !revision.contract) return { diff: null, read: paths }
      return { diff: diff(base.contract, revision.contract, task.options), read: paths }
    }
    case 'bundle': {
      const { contract, read: paths } = read(task.source)
      return { file: contract && bundle(contract), read: paths }
    }
  }
}
