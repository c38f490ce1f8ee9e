// The App as a process of its own, for a test that kills it. `APIGOV_TEST_HANG`: the judge never answers, and says so on stdout.
import { pino } from 'pino'
import { startApp } from '#app/app.ts'
import { readConfig } from '#app/config.ts'
import { openJudge } from '#process/judge.ts'
import { secondOpinions } from '#process/second-opinion.ts'
import { noToolchain, unthrottled } from './app-stage.ts'

const { env } = process
const judge = openJudge({ workers: 1 })
const app = await startApp({
  config: await readConfig(env),
  data: env['APIGOV_TEST_DATA'] ?? '',
  host: '127.0.0.1',
  port: 0,
  env,
  log: pino({ level: 'warn' }, process.stderr),
  judge: env['APIGOV_TEST_HANG'] ? { ...judge, diff: hang } : judge,
  toolchain: noToolchain,
  askOpinions: secondOpinions,
  octokit: unthrottled,
})
process.stdout.write(`${app.url}\n`)
await app.idle()
process.stdout.write('idle\n')

function hang(): Promise<never> {
  process.stdout.write('judging\n')
  return new Promise(() => {})
}
