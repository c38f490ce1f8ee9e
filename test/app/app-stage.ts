import type { TestContext } from 'node:test'
import { pino } from 'pino'
import { ProbotOctokit } from 'probot'
import { startApp } from '#app/app.ts'
import { readConfig } from '#app/config.ts'
import { openJudge } from '#process/judge.ts'
import { secondOpinions } from '#process/second-opinion.ts'
import type { Judge } from '#review/judge.ts'
import type { Toolchain } from '#sdk/toolchain.ts'
import { gitEnv } from '../git/scratch.ts'
import { judging } from '../github/judged.ts'
import { startStage, webhookSecret } from '../github/sandbox-stage.ts'

export const noToolchain: Toolchain = {
  generate: async (requests) => requests.map(() => ({ made: false, reason: 'there is no Java here' })),
}

/** Without the second between two writes that GitHub asks for, without second attempts, and judged by GitHub's own description. */
export const unthrottled = ProbotOctokit.plugin(judging).defaults((options: object) => ({
  ...options,
  throttle: { enabled: false },
  retry: { enabled: false },
}))

/** The environment of the App, as its operator would set it for this GitHub. */
export function appEnvironment(stage: Awaited<ReturnType<typeof startStage>>): Record<string, string> {
  const { host, protocol } = new URL(stage.sandbox.url)
  return {
    ...gitEnv,
    APP_ID: String(stage.app.appId),
    PRIVATE_KEY: stage.app.privateKeyPem,
    WEBHOOK_SECRET: webhookSecret,
    GHE_HOST: host,
    GHE_PROTOCOL: protocol.replace(':', ''),
    APIGOV_NODE_TOKEN: 'node-token',
  }
}

/** A GitHub with the App at work on `acme/apis`. `quiet` waits until nothing is on its way. */
export async function startAppStage(
  t: TestContext,
  files: Readonly<Record<string, string>>,
  over: {
    readonly judge?: (judge: Judge) => Judge
    /** What happens while the App is down. */
    readonly before?: (stage: Awaited<ReturnType<typeof startStage>>) => Promise<void>
  } = {},
) {
  const stage = await startStage(t, files)
  await over.before?.(stage)
  const judge = openJudge({ workers: 1 })
  stage.endings.push(() => judge.close())
  const log: string[] = []
  const env = appEnvironment(stage)
  const app = await startApp({
    config: await readConfig(env),
    data: stage.data,
    host: '127.0.0.1',
    port: 0,
    env,
    log: pino({ level: 'info' }, { write: (line) => void log.push(line) }),
    judge: over.judge?.(judge) ?? judge,
    toolchain: noToolchain,
    askOpinions: secondOpinions,
    octokit: unthrottled,
  })
  stage.endings.push(() => app.close())
  stage.sandbox.setWebhook(stage.app.appId, `${app.url}/api/github/webhooks`)
  const quiet = async () => {
    // What the App does may have GitHub send more.
    for (let rounds = 0; rounds < 3; rounds += 1) {
      await stage.sandbox.settle()
      await app.idle()
    }
  }
  const checks = async (commit: string) => {
    const of = { ...stage.where, ref: commit, filter: 'all' } as const
    const { data } = await stage.as('ada').request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', of)
    return Object.fromEntries(data.check_runs.map((run) => [run.name, run.conclusion]).sort())
  }
  await quiet()
  return { ...stage, running: app, log, quiet, checks }
}

/** What `checks` answers where nothing is wrong. */
export const allWell = Object.fromEntries(
  ['catalog', 'compatibility', 'gateway', 'lint', 'policy'].map((name) => [`apigov / ${name}`, 'success']),
)
