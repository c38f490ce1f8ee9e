import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gitEnv } from '../git/scratch.ts'

const action = resolve(import.meta.dirname, '../../actions/review/src/main.ts')

/** Runs the Action as a workflow does; answers its exit code, what it printed, and the files it wrote. */
export function actionOn(
  event: string,
  dir: string,
  scratch: string,
  base: string,
  head: string,
  circumstances: string,
) {
  const [payload, output, summary] = ['event.json', 'output', 'summary.md'].map((name) => join(scratch, name)) as [
    string,
    string,
    string,
  ]
  writeFileSync(payload, JSON.stringify({ pull_request: { base: { sha: base }, head: { sha: head } } }))
  for (const file of [output, summary]) writeFileSync(file, '')
  let stdout = ''
  let code = 0
  try {
    stdout = execFileSync(process.execPath, [action], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: {
        ...gitEnv,
        GITHUB_EVENT_NAME: event,
        GITHUB_EVENT_PATH: payload,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_WORKSPACE: dir,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'acme/catalog',
        RUNNER_TEMP: scratch,
        APIGOV_CIRCUMSTANCES: circumstances,
      },
    })
  } catch (error) {
    const failed = error as { readonly status: number; readonly stdout: string }
    ;({ stdout, status: code } = failed)
  }
  return { code, stdout, output: readFileSync(output, 'utf8'), summary: readFileSync(summary, 'utf8') }
}
