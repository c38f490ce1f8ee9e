import { defineError } from '../base/errors.ts'
import type { JudgeTask } from './judge-task.ts'

const doing: Readonly<Record<JudgeTask['do'], string>> = {
  summarise: 'Reading',
  lint: 'Linting',
  diff: 'Comparing',
  bundle: 'Bundling',
}

export const judgeTimedOut = defineError(
  'APIGOV_JUDGE_TIMED_OUT',
  (task: JudgeTask, milliseconds: number) =>
    `${doing[task.do]} \`${subjectOf(task)}\` took longer than the limit of ${milliseconds / 1000} s`,
  (task) =>
    task.do === 'lint'
      ? 'Look for a `pattern`, in the contract or the ruleset, that backtracks without end, or turn off the rules that validate examples.'
      : 'Make the contract smaller, or split it into several.',
)

export const judgeOutOfMemory = defineError(
  'APIGOV_JUDGE_OUT_OF_MEMORY',
  (task: JudgeTask, megabytes: number) =>
    `${doing[task.do]} \`${subjectOf(task)}\` needed more memory than the limit of ${megabytes} MB`,
  () => 'Make the contract smaller, or split it into several.',
)

export const judgeClosed = defineError(
  'APIGOV_JUDGE_CLOSED',
  (task: JudgeTask) => `${doing[task.do]} \`${subjectOf(task)}\` was given up because the process is ending`,
  () => 'Ask again.',
)

function subjectOf(task: JudgeTask): string {
  return task.do === 'diff' ? task.revision.entry : task.source.entry
}
