import { once } from 'node:events'
import { resolve } from 'node:path'
import { defineCommand } from '../command.ts'

export const sandbox = defineCommand({
  id: 'sandbox',
  summary: 'Serve a local GitHub to try the App against.',
  options: [
    { flags: '--port <port>', summary: 'Port to listen on; 0 takes a free one.', default: '4000' },
    { flags: '--host <host>', summary: 'Address to listen on.', default: '127.0.0.1' },
    { flags: '--data <dir>', summary: 'Keeps repositories and all else.', default: '.apigov/sandbox' },
  ],
  examples: ['apigov sandbox', 'apigov sandbox --port 0 --data /tmp/forge'],
  async run({ options }, io) {
    const { startSandbox } = await import('../../sandbox/sandbox.ts')
    const sandbox = await startSandbox({
      dir: resolve(io.cwd, String(options['data'])),
      port: Number(options['port']),
      host: String(options['host']),
    })
    io.stdout.write(introduction(sandbox.url))
    if (!io.signal.aborted) await once(io.signal, 'abort')
    await sandbox.close()
    return 0
  },
})

function introduction(url: string): string {
  return `The sandbox listens on ${url}

  pages    ${url}
  REST     ${url}/api/v3
  git      ${url}/<owner>/<repository>.git

Seed it from this machine:

  curl ${url}/_sandbox/users -d '{"login":"ada"}'
  curl ${url}/_sandbox/repositories -d '{"owner":"ada","name":"catalog"}'

The first answers ada's token. docs/sandbox.md lists the rest.
`
}
