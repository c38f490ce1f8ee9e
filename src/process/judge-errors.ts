import { defineError } from '../base/errors.ts'
import { type JudgeTask, rulesetOf } from './judge-task.ts'

const doing: Readonly<Record<JudgeTask['do'], string>> = {
  reach: 'Reading',
  summarise: 'Reading',
  lint: 'Linting',
  settle: 'Linting',
  diff: 'Comparing',
  bundle: 'Bundling',
  requests: 'Reading the requests of',
  rewrite: 'Writing the fixes of',
}

export const judgeTimedOut = defineError(
  'APIGOV_JUDGE_TIMED_OUT',
  (task: JudgeTask, milliseconds: number, at: string | null) =>
    `${doing[task.do]} \`${subjectOf(task)}\` took longer than the limit of ${milliseconds / 1000} s${during(task, at)}`,
  (task, _milliseconds, _at) =>
    task.do === 'lint'
      ? rulesetOf(task)?.code
        ? 'Repair the ruleset, or turn the rule off.'
        : 'Look for a `pattern`, in the contract or the ruleset, that backtracks without end, or turn the rule off.'
      : 'Make the contract smaller, or split it into several.',
)

export const judgeOutOfMemory = defineError(
  'APIGOV_JUDGE_OUT_OF_MEMORY',
  (task: JudgeTask, megabytes: number, at: string | null) =>
    `${doing[task.do]} \`${subjectOf(task)}\` needed more memory than the limit of ${megabytes} MB${during(task, at)}`,
  (task, _megabytes, _at) =>
    rulesetOf(task)?.code
      ? 'Repair the ruleset, or turn the rule off.'
      : 'Make the contract smaller, or split it into several.',
)

export const judgeClosed = defineError(
  'APIGOV_JUDGE_CLOSED',
  (task: JudgeTask) => `${doing[task.do]} \`${subjectOf(task)}\` was given up because the process is ending`,
  () => 'Ask again.',
)

/** What went on when it was ended, and whose ruleset asked for it. */
function during(task: JudgeTask, at: string | null): string {
  return at === null || !('ruleset' in task) ? '' : `, in ${at} of \`${task.ruleset.name}\``
}

function subjectOf(task: JudgeTask): string {
  return task.do === 'diff' ? task.revision.entry : task.source.entry
}
