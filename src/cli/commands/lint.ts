import { dirname, resolve } from 'node:path'
import { parseDuration } from '../../base/duration.ts'
import { defineError } from '../../base/errors.ts'
import { type Finding, isFailing, type Severity } from '../../base/finding.ts'
import type { Ruleset } from '../../lint/ruleset.ts'
import { type Format, formatFindings, formats } from '../../report/report.ts'
import type { Judge } from '../../review/judge.ts'
import { chosenRuleset } from '../chosen-ruleset.ts'
import { type Call, defineCommand, type Io } from '../command.ts'
import { asWritten, contractSourceAt, reachOf } from '../contract-files.ts'
import { memoryOf, memoryOption } from '../memory.ts'

const notADuration = defineError(
  'APIGOV_NOT_A_DURATION',
  (text: string) => `\`${text}\` is not a duration`,
  () => 'Write one such as `30s` or `5m` after `--timeout`.',
)

export const lint = defineCommand({
  id: 'lint',
  summary: 'Judge contracts by rules; each may refer to files below the working directory.',
  arguments: '<contract...>',
  options: [
    {
      flags: '--ruleset <file>',
      summary: 'A Spectral ruleset (YAML, JSON or JavaScript); default: .spectral.* here, else ours.',
    },
    { flags: '--fix', summary: 'Make the fixes that findings offer, then judge what is left.' },
    { flags: '--format <name>', summary: 'How findings are shown.', choices: formats, default: 'text' },
    {
      flags: '--fail-on <severity>',
      summary: 'What makes the exit code 1.',
      choices: ['error', 'warning', 'info'],
      default: 'error',
    },
    { flags: '--timeout <duration>', summary: 'How long one contract may take, as `30s` or `5m`.', default: '2m' },
    memoryOption,
  ],
  examples: ['apigov lint openapi.yaml', 'apigov lint apis/*/v*/openapi.yaml --ruleset policies/ruleset.yaml'],
  async run({ args, options }, io) {
    const { openJudge } = await import('../../process/judge.ts')
    const ruleset = await chosenRuleset(options['ruleset'] as string | undefined, io.cwd)
    const memory = memoryOf(options['cache'] !== false, io)
    const judge = openJudge({ timeouts: { lint: timeoutOf(options) }, ...(memory && { memo: memory }) })
    io.signal.addEventListener('abort', () => judge.close(), { once: true })
    try {
      const judgeAll = () => Promise.allSettled(args.map((path) => findingsOf(path, ruleset, judge, io)))
      let judged = await judgeAll()
      if (options['fix'] === true && (await fix(findingsIn(judged), io))) judged = await judgeAll()
      const findings = findingsIn(judged)
      const failed = judged.find((result) => result.status === 'rejected')
      // What could not be judged must not hide what could, nor pass for a clean sheet.
      if (!failed || findings.length > 0) io.stdout.write(formatFindings(findings, options['format'] as Format))
      if (failed) throw failed.reason
      if (findings.some(({ rule }) => rule === 'rule-crashed')) return 2
      return findings.some((finding) => isFailing(finding, options['failOn'] as Severity)) ? 1 : 0
    } finally {
      await judge.close()
      await memory?.save()
    }
  },
})

function findingsIn(judged: readonly PromiseSettledResult<Finding[]>[]): Finding[] {
  return judged.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
}

/** True where files changed; says so. */
async function fix(findings: readonly Finding[], io: Io): Promise<boolean> {
  const { applyFixes } = await import('../apply-fixes.ts')
  const made = await applyFixes(findings, io.cwd)
  for (const [file, count] of made) io.stderr.write(`${file}: ${count} fixed\n`)
  return made.size > 0
}

async function findingsOf(path: string, ruleset: Ruleset, judge: Judge, io: Io): Promise<Finding[]> {
  const folder = reachOf(path, io.cwd)
  const source = await contractSourceAt(path, io.cwd, judge, folder)
  const { findings } = await judge.lint(source, ruleset)
  return asWritten(findings, folder === resolve(io.cwd) ? '' : dirname(path))
}

function timeoutOf(options: Call['options']): number {
  const text = String(options['timeout'])
  const milliseconds = parseDuration(text)
  if (!milliseconds) throw notADuration(text)
  return milliseconds
}
