import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import test, { type TestContext } from 'node:test'
import { defaultCallerLimits } from '#gateway/traffic.ts'
import { ask, openCaller } from './http2-caller.ts'
import { newIdentity } from './identity.ts'
import { contentOf, send, startStage } from './stage.ts'

const more = { ...defaultCallerLimits, headSize: 32_768, fields: 20 }

function fieldsOf(count: number, value = '1'): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`a-${index}`, value]))
}

async function startWith(t: TestContext, changes: object) {
  const upstream = http.createServer({ maxHeaderSize: 65_536 }, (_, response) => response.end('in'))
  upstream.listen(0, '127.0.0.1')
  t.after(() => upstream.close())
  await once(upstream, 'listening')
  const { port } = upstream.address() as AddressInfo
  return startStage(t, contentOf([`http://127.0.0.1:${port}`]), { callerLimits: more, ...changes })
}

test('a gateway takes as large a head, and as many fields, as it was started for', async (t) => {
  const { port } = await startWith(t, {})
  const statusOf = async (headers: Record<string, string>) => (await send(port, '/api/x', { headers })).status
  // Host and Connection are fields, too.
  assert.deepEqual([await statusOf(fieldsOf(18)), await statusOf(fieldsOf(19))], [200, 431])
  assert.deepEqual(
    [await statusOf(fieldsOf(1, 'x'.repeat(30_000))), await statusOf(fieldsOf(1, 'x'.repeat(33_000)))],
    [200, 431],
  )
  const refused = await send(port, '/api/x', { headers: fieldsOf(19) })
  assert.equal(JSON.parse(refused.text).detail, 'Send no more than 20 fields')
})

test('over HTTP/2 as well', async (t) => {
  const identity = newIdentity()
  const { port } = await startWith(t, { tls: identity })
  const session = openCaller(t, port, identity)
  const answer = (headers: Record<string, string>) => ask(session, { ':path': '/api/x', ...headers })
  assert.equal((await answer(fieldsOf(10))).status, 200)
  assert.equal((await answer(fieldsOf(1, 'x'.repeat(30_000)))).status, 200)
  await assert.rejects(answer(fieldsOf(25)))
})
