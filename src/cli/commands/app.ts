import { setGlobalProxyFromEnv } from 'node:http'
import { resolve } from 'node:path'
import { defineError } from '../../base/errors.ts'
import { defineCommand } from '../command.ts'

const portWrong = defineError(
  'APIGOV_APP_PORT_WRONG',
  (port: string) => `\`${port}\` is no port`,
  () => 'Give a number from 0 to 65535.',
)

export const app = defineCommand({
  id: 'app',
  summary: 'Run the GitHub App that reviews proposals and releases merges.',
  options: [
    { flags: '--port <number>', summary: 'Where webhooks and heartbeats are taken.', default: '3000' },
    { flags: '--host <address>', summary: 'The address to listen on.', default: '127.0.0.1' },
    { flags: '--data <dir>', summary: 'Where deliveries and mirrors are kept.', default: '.apigov' },
  ],
  examples: [
    'APP_ID=1 PRIVATE_KEY_PATH=key.pem WEBHOOK_SECRET=… apigov app',
    'GHE_HOST=github.acme.example … apigov app --host 0.0.0.0 --data /var/lib/apigov',
  ],
  async run({ options }, { env, stdout, stderr, cwd, signal }) {
    const { readConfig } = await import('../../app/config.ts')
    const config = await readConfig(env)
    const withoutProxy = setGlobalProxyFromEnv(env)
    const [{ startApp }, { appLog }, { openJudge }, { machineToolchain }] = await Promise.all([
      import('../../app/app.ts'),
      import('../../app/log.ts'),
      import('../../process/judge.ts'),
      import('../../process/toolchain.ts'),
    ])
    const judge = openJudge()
    try {
      const running = await startApp({
        config,
        env,
        judge,
        toolchain: machineToolchain({ env }),
        data: resolve(cwd, String(options['data'])),
        host: String(options['host']),
        port: portOf(String(options['port'])),
        log: appLog(env['LOG_LEVEL'], stderr),
      })
      stdout.write(`apigov app listens on ${running.url}\n`)
      await new Promise((ended) => (signal.aborted ? ended(null) : signal.addEventListener('abort', ended)))
      await running.close()
    } finally {
      withoutProxy()
      await judge.close()
    }
    return 0
  },
})

/** Throws where the text is no port; 0 takes a free one. */
function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw portWrong(text)
  return port
}
