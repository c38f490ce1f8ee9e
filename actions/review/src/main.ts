/**
 * The Action: `apigov review` on the commits of a pull request, told in a workflow's own ways (annotations, the job's summary, two
 * outputs). It judges nothing itself, so its verdict is the command line's, byte for byte.
 */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { main } from '../../../src/cli/main.ts'
import { formatFindings } from '../../../src/report/report.ts'
import { reviewComment } from '../../../src/review/comment.ts'
import type { Review } from '../../../src/review/review.ts'

process.exitCode = await run(process.env)

async function run(env: Readonly<Record<string, string | undefined>>): Promise<number> {
  if (env['GITHUB_EVENT_NAME'] !== 'pull_request') {
    process.stdout.write('::error::apigov review runs on `pull_request` only, and never on `pull_request_target`\n')
    return 2
  }
  const { base, head } = proposalOf(env['GITHUB_EVENT_PATH'] ?? '')
  const circumstances = env['APIGOV_CIRCUMSTANCES']
  const given = circumstances ? ['--circumstances', circumstances] : []
  let verdict = ''
  const code = await main(['review', '--base', base, '--head', head, '--format', 'json', ...given], {
    stdout: { write: (text) => (verdict += text) },
    stderr: process.stderr,
    env,
    cwd: env['GITHUB_WORKSPACE'] ?? process.cwd(),
    signal: new AbortController().signal,
  })
  if (code === 2) {
    process.stdout.write('::error::This proposal could not be judged; the log says why\n')
    return code
  }
  const review: Review = JSON.parse(verdict)
  const file = join(env['RUNNER_TEMP'] ?? '.', 'apigov-review.json')
  writeFileSync(file, verdict)
  tell(env['GITHUB_OUTPUT'], `verdict=${file}\nconclusion=${review.conclusion}\n`)
  const filesUrl = `${env['GITHUB_SERVER_URL']}/${env['GITHUB_REPOSITORY']}/blob/${head}`
  tell(env['GITHUB_STEP_SUMMARY'], reviewComment(review, { filesUrl }))
  const findings = review.checks.flatMap((check) => check.findings)
  process.stdout.write(formatFindings(findings, 'github'))
  return review.conclusion === 'waiting' && env['APIGOV_APPROVALS'] !== 'hold' ? 0 : code
}

/** The commits of the event. Ids only: a branch's name is the proposer's to choose. */
function proposalOf(path: string): { readonly base: string; readonly head: string } {
  const event: { readonly pull_request: Record<'base' | 'head', { readonly sha: string }> } = JSON.parse(
    readFileSync(path, 'utf8'),
  )
  const { base, head } = event.pull_request
  return { base: base.sha, head: head.sha }
}

function tell(file: string | undefined, text: string): void {
  if (file) appendFileSync(file, text)
}
