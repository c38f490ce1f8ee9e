/** An answer from the cache beside a bare `node:http` server that says the same: what all that the gateway does comes to. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentOf, key, raw, routeOf, shopWith } from '../../gateway/stage.ts'
import { freePort, type Running, start, startGateway } from './contenders.ts'
import { type Measure, measure, warmUp } from './load.ts'
import { printBeside } from './tables.ts'

const plenty = { requests: 1_000_000_000, per: 1000, burst: 1_000_000_000 }
const bare = 'node:http'

/** @param upstream answers what may be kept for an hour, by everybody. */
export async function cached(upstream: number, dir: string, rounds: number, seconds: number, running: Running[]) {
  // API key, grant, the limit of a plan, metrics, request id and access log are on.
  const content = contentOf([`http://127.0.0.1:${upstream}`], {
    routes: [
      routeOf({ auth: { kind: 'any', methods: ['api-key'] }, plugins: [{ id: 'cache', config: { by: 'everyone' } }] }),
    ],
    consumers: [shopWith(key)],
    plans: [{ id: 'gold', limits: [plenty] }],
  })
  const gateway = await startGateway('apigov', dir, content)
  running.push(gateway)
  const server = await startBare(gateway, dir)
  running.push(server)
  const servers = [server, gateway]
  const measures = new Map<string, Measure[]>(servers.map(({ name }) => [name, []]))
  for (const each of servers) await warmUp(each, 'GET', dir)
  for (let round = 0; round < rounds; round++)
    for (const each of servers) measures.get(each.name)?.push(await measure(each, 'GET', seconds, dir))
  console.log(`\nGET of a cached answer, ${rounds} rounds of ${seconds} s, medians`)
  printBeside(bare, measures)
}

/** What one would write to answer the same bytes with Node alone: all fields made before, the body in one string. */
async function startBare(gateway: Running, dir: string): Promise<Running> {
  await answerOf(gateway)
  const { fields, body } = await answerOf(gateway)
  assert.ok(fields.includes('age'), 'the answer does not come from the cache')
  const port = await freePort()
  const file = join(dir, 'bare.mjs')
  writeFileSync(
    file,
    `import http from 'node:http'
const fields = ${JSON.stringify(fields)}
const body = ${JSON.stringify(body)}
http.createServer({ keepAliveTimeout: 65_000 }, (_, response) => {
  response.writeHead(200, fields)
  response.end(body, 'latin1')
}).listen(${port}, '127.0.0.1')
`,
  )
  return start(bare, [process.execPath, file], port, gateway.fields)
}

/** Its fields but for those that Node writes itself. */
async function answerOf(gateway: Running) {
  const ask = ['GET /api/charges HTTP/1.1', `host: 127.0.0.1:${gateway.port}`, ...gateway.fields, 'connection: close']
  const [head = '', body = ''] = (await raw(gateway.port, `${ask.join('\r\n')}\r\n\r\n`)).split('\r\n\r\n')
  const fields = head
    .split('\r\n')
    .slice(1)
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const)
    .filter(([name]) => !/^(connection|keep-alive)$/i.test(name))
  return { fields: fields.flat(), body }
}
