import { once } from 'node:events'
import http from 'node:http'
import { resolve } from 'node:path'
import type { AppConfig } from '../../app/config.ts'
import type { RegistrationOptions } from '../../app/registration.ts'
import { defineError } from '../../base/errors.ts'
import { type Call, defineCommand, type Io } from '../command.ts'

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
    { flags: '--data <dir>', summary: 'Where the registration, deliveries and mirrors are kept.', default: '.apigov' },
    { flags: '--public-url <url>', summary: 'Where GitHub reaches it; asked for when the App is registered.' },
  ],
  examples: [
    'apigov app --data /var/lib/apigov --public-url https://apigov.acme.example',
    'APP_ID=1 PRIVATE_KEY_PATH=key.pem WEBHOOK_SECRET=… apigov app',
  ],
  async run({ options }, io) {
    const where: Where = {
      data: resolve(io.cwd, String(options['data'])),
      host: String(options['host']),
      port: portOf(String(options['port'])),
      publicUrl: await publicUrlOf(options['publicUrl']),
    }
    const { knownConfig } = await import('../../app/registration-file.ts')
    const known = await knownConfig(io.env, where.data)
    // Node 22 has no such function, and there `NODE_USE_ENV_PROXY` does it.
    const withoutProxy = http.setGlobalProxyFromEnv?.(io.env)
    try {
      const port = known ? where.port : await register(where, io)
      const config = known ?? (await knownConfig(io.env, where.data))
      if (config) await serve(config, { ...where, port }, io) // else it was ended before anybody registered it
    } finally {
      withoutProxy?.()
    }
    return 0
  },
})

type Where = Pick<RegistrationOptions, 'data' | 'host' | 'port' | 'publicUrl'>

/** Serves the page that registers the App until that is done, or the command is to end. Answers the port it was on. */
async function register(where: Where, { env, stdout, signal }: Io): Promise<number> {
  const { startRegistration } = await import('../../app/registration.ts')
  const { webUrl } = await import('../../app/config.ts')
  const running = await startRegistration({ ...where, github: webUrl(env), now: Date.now })
  stdout.write(`There is no GitHub App yet. Register it on ${running.url}\n`)
  await Promise.race([running.done, aborted(signal)])
  await running.close()
  return running.port
}

async function serve(config: AppConfig, where: Where, { env, stdout, stderr, signal }: Io): Promise<void> {
  const [{ startApp }, { appLog }, { openJudge }, { secondOpinions }, { machineToolchain }, { publicAddresses }] =
    await Promise.all([
      import('../../app/app.ts'),
      import('../../app/log.ts'),
      import('../../process/judge.ts'),
      import('../../process/second-opinion.ts'),
      import('../../process/toolchain.ts'),
      import('../../process/web-addresses.ts'),
    ])
  const judge = openJudge()
  try {
    const toolchain = machineToolchain({ env })
    const tools = { judge, toolchain, askOpinions: secondOpinions, addresses: publicAddresses }
    const running = await startApp({ ...where, ...tools, config, env, log: appLog(env['LOG_LEVEL'], stderr) })
    stdout.write(`apigov app listens on ${running.url}\n`)
    await aborted(signal)
    await running.close()
  } finally {
    await judge.close()
  }
}

async function publicUrlOf(given: Call['options'][string]): Promise<string | null> {
  if (given === undefined) return null
  const { publicUrl } = await import('../../app/registration.ts')
  return publicUrl(String(given))
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

/** Throws where the text is no port; 0 takes a free one. */
function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw portWrong(text)
  return port
}
