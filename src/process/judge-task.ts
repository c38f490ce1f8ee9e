import { compareFindings, compareText, type Finding } from '../base/finding.ts'
import type { Fix } from '../base/fix.ts'
import type { Contract, ContractReading, ContractSource } from '../contract/contract.ts'
import type { ContractRequests } from '../contract/requests.ts'
import type { DiffOptions } from '../diff/change.ts'
import { ignoreKey, readIgnores } from '../lint/ignores.ts'
import type { Ruleset } from '../lint/ruleset.ts'
import type { Judge } from '../review/judge.ts'
import { compare, kindFor } from './kinds/index.ts'
import type { AnyContract } from './kinds/kind.ts'

/** What a judge's worker is asked: plain values that cross threads. */
export type JudgeTask =
  | { readonly do: 'reach' | 'summarise' | 'bundle' | 'requests'; readonly source: ContractSource }
  /** `settle`: what a ruleset that is code makes of our rules for Protobuf, as data. */
  | { readonly do: 'lint' | 'settle'; readonly source: ContractSource; readonly ruleset: Ruleset }
  /** Of the entry alone. */
  | { readonly do: 'rewrite'; readonly source: ContractSource; readonly fixes: readonly Fix[] }
  | {
      readonly do: 'diff'
      readonly base: ContractSource
      readonly revision: ContractSource
      readonly options: DiffOptions
    }

type JudgeAnswer = Awaited<ReturnType<Judge[Exclude<JudgeTask['do'], 'settle'>]>> | SettledAnswer

export interface SettledAnswer {
  readonly ruleset: Ruleset
  readonly read: readonly string[]
}

/** The ruleset that a task is judged by; `null` where it needs none. */
export function rulesetOf(task: JudgeTask): Ruleset | null {
  return 'ruleset' in task ? task.ruleset : null
}

/** Reads a contract of any kind; a worker keeps what it read. */
export type Read = (source: ContractSource) => Promise<ContractReading<AnyContract>>

export const read: Read = async (source) => (await kindFor(source)).read(source)

/**
 * Answers one task, as `Judge` describes; the type of the answer follows from `task.do`. Throws an `ApigovError` where contracts of
 * two kinds are to be compared.
 */
export async function answer(task: JudgeTask, from: Read = read): Promise<JudgeAnswer> {
  if (task.do === 'settle') {
    const { settledForProtobuf } = await import('../lint/load-ruleset.ts')
    return { ruleset: await settledForProtobuf(task.ruleset), read: [] }
  }
  if (task.do === 'diff') return compared(await from(task.base), await from(task.revision), task.options)
  if (task.do === 'rewrite') {
    const { lineEdits } = await import('../base/line-edits.ts')
    const { entry, files } = task.source
    return { edits: lineEdits(entry, files.get(entry)?.bytes ?? new Uint8Array(), task.fixes), read: [entry] }
  }
  const kind = await kindFor(task.source)
  const { contract, findings, read: paths } = await from(task.source)
  switch (task.do) {
    case 'reach':
      return { read: paths }
    case 'summarise':
      return { summary: contract && kind.summarise(contract), findings, read: paths }
    case 'lint': {
      const more: readonly Finding[] = contract ? await kind.lint(contract, task.ruleset) : []
      const all = [...findings, ...more]
      const { findings: told, ignores } =
        contract && isDocument(contract) && mayIgnore(task.source, paths)
          ? readIgnores(contract, all)
          : { findings: all, ignores: [] }
      return { findings: told.sort(compareFindings), ignores, read: paths }
    }
    case 'requests':
      return { requests: contract && (await usable(kind.requests?.(contract) ?? null)), read: paths }
    case 'bundle':
      return { file: contract && kind.bundle(contract), read: paths }
  }
}

/** With what is wrong with its schemas. */
async function usable(requests: ContractRequests | null): Promise<ContractRequests | null> {
  if (requests === null) return null
  const { unusableSchemas } = await import('../snapshot/schema-engine.ts')
  const { definitions, answers } = requests
  const unusable = [definitions, answers?.definitions ?? {}].flatMap(unusableSchemas)
  return unusable.length === 0 ? requests : { ...requests, unusable }
}

/** As against contracts in a language of their own, which have no place for `x-` keys. */
function isDocument(contract: AnyContract): contract is Contract {
  return contract.kind !== 'graphql' && contract.kind !== 'protobuf'
}

/** To look is quick, to walk a large contract for what hardly any of them has is not. */
function mayIgnore({ files }: ContractSource, paths: readonly string[]): boolean {
  return paths.some((path) => {
    const bytes = files.get(path)?.bytes
    return bytes !== undefined && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(ignoreKey)
  })
}

type Reading = ContractReading<AnyContract>

async function compared(base: Reading, revision: Reading, options: DiffOptions) {
  const paths = [...new Set([...base.read, ...revision.read])].sort(compareText)
  if (!base.contract || !revision.contract) return { diff: null, read: paths }
  return { diff: await compare(base.contract, revision.contract, options), read: paths }
}
