import { dirname, relative, resolve, sep } from 'node:path'
import { defaultLimits } from '../../base/document.ts'
import { parseDuration } from '../../base/duration.ts'
import { defineError } from '../../base/errors.ts'
import { type Finding, isFailing, type Severity } from '../../base/finding.ts'
import type { Ruleset } from '../../lint/ruleset.ts'
import { type Format, formatFindings, formats } from '../../report/report.ts'
import type { Judge } from '../../review/judge.ts'
import { baseOptions } from '../base-options.ts'
import { chosenRuleset } from '../chosen-ruleset.ts'
import { type Call, defineCommand, type Io } from '../command.ts'
import { asWritten, contractMissing, filesBelow, reachOf, sourceOf } from '../contract-files.ts'
import { memberships } from '../contract-identity.ts'
import type { Against, LintedFile } from '../lint-verdict.ts'
import { memoryOf, memoryOption } from '../memory.ts'
import { ruleTexts } from '../rule-texts.ts'

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
      summary:
        'A Spectral ruleset: a file (YAML, JSON or JavaScript) or an https: address; default: .spectral.* here, else ours.',
    },
    ...baseOptions,
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
      const judgeAll = () => judgeEach(args, ruleset, judge, options, io)
      let judged = await judgeAll()
      if (options['fix'] === true && (await fix(judged.findings, io))) judged = await judgeAll()
      const { findings, failure } = judged
      // What could not be judged must not hide what could, nor pass for a clean sheet.
      if (!failure || findings.length > 0) {
        const format = options['format'] as Format
        io.stdout.write(formatFindings(findings, format, await ruleTexts(format)))
      }
      if (failure) throw failure.reason
      if (findings.some(isUnanswered)) return 2
      return findings.some((finding) => isFailing(finding, options['failOn'] as Severity)) ? 1 : 0
    } finally {
      await judge.close()
      await memory?.save()
    }
  },
})

/** Lint could not look at all there is: not an answer, even where the rest is. */
function isUnanswered({ rule, known }: Finding): boolean {
  return rule === 'rule-crashed' || (rule === 'ref-unresolved' && known !== true)
}

interface Judged {
  readonly findings: readonly Finding[]
  /** Why one of the contracts could not be judged. */
  readonly failure: PromiseRejectedResult | undefined
}

async function judgeEach(
  paths: readonly string[],
  ruleset: Ruleset,
  judge: Judge,
  options: Call['options'],
  io: Io,
): Promise<Judged> {
  const findings: Finding[] = []
  let failure: PromiseRejectedResult | undefined
  for (const [folder, own] of Map.groupBy(paths, (path) => reachOf(path, io.cwd))) {
    const open = filesBelow(folder, defaultLimits.maxBytes)
    const membershipAt = memberships(open)
    const lintedFile = async (path: string): Promise<LintedFile> => {
      const entry = relative(folder, resolve(io.cwd, path)).split(sep).join('/')
      const about = { ...(await membershipAt(entry)), mayRepeatKeys: true } // as for Spectral, which tells and goes on
      const source = await sourceOf(entry, about, judge, open)
      if (source === null) throw contractMissing(path)
      return { source, answer: await judge.lint(source, ruleset) }
    }
    const results = await Promise.allSettled(own.map(lintedFile))
    failure ??= results.find((result) => result.status === 'rejected')
    const files = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    const written = folder === resolve(io.cwd) ? '' : dirname(own[0] ?? '')
    const counted =
      options['all'] === true ? all(files) : await againstBase(files, folder, { ruleset, judge }, options, io)
    findings.push(...asWritten(counted.flat(), written))
  }
  return { findings, failure }
}

function all(files: readonly LintedFile[]): readonly (readonly Finding[])[] {
  return files.map(({ answer }) => answer.findings)
}

/** The base is opened only where there is something to know. */
async function againstBase(
  files: readonly LintedFile[],
  folder: string,
  by: Pick<Against, 'ruleset' | 'judge'>,
  options: Call['options'],
  io: Io,
): Promise<readonly (readonly Finding[])[]> {
  if (files.every(({ answer: { findings, ignores } }) => findings.length + ignores.length === 0)) return all(files)
  const [{ weighLint }, { openBase }] = await Promise.all([import('../lint-verdict.ts'), import('../base-branch.ts')])
  const base = await openBase(folder, options, io)
  try {
    return await weighLint(files, { folder, base: base?.tree ?? null, ...by, now: new Date().toISOString() })
  } finally {
    await base?.close()
  }
}

/** True where files changed; says so. */
async function fix(findings: readonly Finding[], io: Io): Promise<boolean> {
  const { applyFixes } = await import('../apply-fixes.ts')
  const made = await applyFixes(findings, io.cwd)
  for (const [file, count] of made) io.stderr.write(`${file}: ${count} fixed\n`)
  return made.size > 0
}

function timeoutOf(options: Call['options']): number {
  const text = String(options['timeout'])
  const milliseconds = parseDuration(text)
  if (!milliseconds) throw notADuration(text)
  return milliseconds
}
