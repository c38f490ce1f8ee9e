import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { contentOf, routeOf, send, startStage, startUpstream } from '../stage.ts'

/** The status for a caller at an address, which a proxy on this machine vouches for. */
async function statusOf(t: TestContext, config: object) {
  const origin = await startUpstream(t, (_, response) => response.end())
  const auth = { kind: 'any', methods: ['api-key'] } as const
  const content = contentOf([origin], { routes: [routeOf({ auth, plugins: [{ id: 'ip-filter', config }] })] })
  const { port } = await startStage(t, content, { trustedProxies: ['127.0.0.1'] })
  return async (address: string) =>
    (await send(port, '/api/x', { headers: address === '' ? {} : { 'x-forwarded-for': address } })).status
}
// 401: the filter let it through to where a key is asked for.

test('ip-filter: only those it allows may call, and of them not those it denies', async (t) => {
  const status = await statusOf(t, { allow: ['10.0.0.0/8', '2001:db8::/32'], deny: ['10.9.0.0/16', '10.0.0.66'] })
  const answers: Record<string, number> = {}
  for (const address of ['10.1.2.3', '10.9.2.3', '10.0.0.66', '11.0.0.1', '2001:db8::7', '2001:db9::7', ''])
    answers[address] = await status(address)
  assert.deepEqual(answers, {
    '10.1.2.3': 401,
    '10.9.2.3': 403,
    '10.0.0.66': 403,
    '11.0.0.1': 403,
    '2001:db8::7': 401,
    '2001:db9::7': 403,
    '': 403,
  })
})

test('ip-filter: an address in the clothes of the other family is the same address', async (t) => {
  const status = await statusOf(t, { deny: ['10.0.0.0/8', 'fe80::/10'] })
  for (const address of ['::ffff:10.0.0.1', '::ffff:a00:1', '0:0:0:0:0:ffff:0a00:0001', 'fe80::1%eth0'])
    assert.equal(await status(address), 403, address)
  assert.equal(await status('::ffff:11.0.0.1'), 401)
})

test('ip-filter: what a caller claims does not count, only what a trusted proxy says', async (t) => {
  const status = await statusOf(t, { allow: ['10.0.0.0/8'] })
  assert.equal(await status('10.0.0.1, 203.0.113.9'), 403)
  assert.equal(await status('203.0.113.9, 10.0.0.1'), 401)
  assert.equal(await status('not an address'), 403)
})
