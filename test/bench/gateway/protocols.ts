/** What the versions of HTTP cost the gateway, on the way in and on the way out: requests per second of its processor time. */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { newIdentity } from '../../gateway/identity.ts'
import { contentOf } from '../../gateway/stage.ts'
import { otherCore, type Running, startGateway } from './contenders.ts'
import { connections, cpuSeconds } from './load.ts'

/** `h2load` speaks them all: connections, requests at a time on each, and its options. */
const cases = {
  'HTTP/1.1 in the clear': { scheme: 'http', each: 1, options: ['--h1'] },
  'HTTP/1.1 over TLS': { scheme: 'https', each: 1, options: ['--h1'] },
  'HTTP/2, a request at a time': { scheme: 'https', each: 1, options: [] },
  'HTTP/2, 10 requests at a time': { scheme: 'https', each: 10, options: [] },
} as const

export async function protocols(upstream: number, dir: string, rounds: number, seconds: number, running: Running[]) {
  const identity = newIdentity()
  const [cert, key] = [join(dir, 'cert.pem'), join(dir, 'key.pem')]
  writeFileSync(cert, identity.cert)
  writeFileSync(key, identity.key)
  const content = contentOf([`http://127.0.0.1:${upstream}`])
  const clear = await startGateway('in the clear', dir, content, [])
  const secure = await startGateway('over TLS', dir, content, ['--tls-cert', cert, '--tls-key', key])
  running.push(clear, secure)
  const rates = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]))
  // The first round warms up.
  for (let round = 0; round <= rounds; round++)
    for (const [name, { scheme, each, options }] of Object.entries(cases)) {
      const gateway = scheme === 'http' ? clear : secure
      const load = ['-c', String(Math.ceil(connections / each)), '-m', String(each), '-D', String(seconds), ...options]
      const before = cpuSeconds(gateway.pid)
      const url = `${scheme}://127.0.0.1:${gateway.port}/api/charges`
      const { stdout } = await promisify(execFile)('taskset', ['-c', String(otherCore), 'h2load', ...load, url])
      const [, done = '', good = ''] = /(\d+) done, (\d+) succeeded/.exec(stdout) ?? []
      if (done !== good) throw new Error(`${name}: ${done} requests, and ${good} of them went well`)
      if (round > 0) rates.get(name)?.push(Number(done) / (cpuSeconds(gateway.pid) - before))
    }
  console.table(
    Object.fromEntries(
      [...rates].map(([name, each]) => [
        name,
        { 'requests per CPU-second': Math.round(each.toSorted((a, b) => a - b)[each.length >> 1] ?? Number.NaN) },
      ]),
    ),
  )
}
