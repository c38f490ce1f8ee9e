import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { company, receiver } from './stage.ts'
import { jwtOf } from './target.ts'

test('a webhook is signed with the App’s secret, named by a GUID, and kept', async (t) => {
  const { sandbox } = await company(t)
  const { url, heard } = await receiver(t)
  const app = sandbox.registerApp({
    name: 'signed',
    webhookUrl: url,
    webhookSecret: 'geheim',
    permissions: {},
    events: [],
  })
  await sandbox.settle()
  const [ping] = heard
  assert.ok(ping)
  const signature = createHmac('sha256', 'geheim').update(ping.text).digest('hex')
  assert.equal(ping.event, 'ping')
  assert.equal(ping.headers['x-hub-signature-256'], `sha256=${signature}`)
  assert.match(String(ping.headers['user-agent']), /^GitHub-Hookshot\//)
  assert.match(String(ping.headers['x-github-delivery']), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  const [kept] = sandbox.deliveries(app.appId)
  assert.deepEqual([kept?.guid, kept?.statusCode, kept?.status], [ping.headers['x-github-delivery'], 200, 'OK'])
})

test('a delivery that fails is not tried again until it is asked for, and then carries the same GUID and bytes', async (t) => {
  const { sandbox, call } = await company(t)
  const { url, heard } = await receiver(t, 500)
  const app = sandbox.registerApp({ name: 'failing', webhookUrl: url, webhookSecret: 's', permissions: {}, events: [] })
  await sandbox.settle()
  assert.equal(heard.length, 1)
  const [failed] = sandbox.deliveries(app.appId)
  assert.equal(failed?.statusCode, 500)

  const jwt = jwtOf({ id: app.appId, privateKeyPem: app.privateKeyPem })
  assert.equal((await call('POST', `/app/hook/deliveries/${failed?.id}/attempts`, jwt)).status, 202)
  await sandbox.settle()
  const [first, second] = heard
  assert.deepEqual(
    [second?.headers['x-github-delivery'], second?.text],
    [first?.headers['x-github-delivery'], first?.text],
  )
  assert.deepEqual(
    sandbox.deliveries(app.appId).map(({ redelivery }) => redelivery),
    [false, true],
  )
})

test('nobody there is a failed delivery too', async (t) => {
  const { sandbox } = await company(t)
  const webhookUrl = 'http://127.0.0.1:9/'
  const app = sandbox.registerApp({ name: 'absent', webhookUrl, permissions: {}, events: [] })
  await sandbox.settle()
  assert.equal(sandbox.deliveries(app.appId)[0]?.statusCode, 502)
})

test('an App hears of the repositories it is installed on, and of what it subscribed to and may read', async (t) => {
  const { sandbox, ada, call } = await company(t)
  await sandbox.addRepository('acme', 'other')
  const { url, heard } = await receiver(t)
  const register = (name: string, permissions: Record<string, 'read'>, events: string[]) => {
    const app = sandbox.registerApp({ name, webhookUrl: url + name, permissions, events })
    sandbox.installApp(app.appId, 'acme', ['catalog'])
  }
  register('subscribed', { issues: 'read' }, ['issues'])
  register('unsubscribed', { issues: 'read' }, [])
  register('unpermitted', {}, ['issues'])
  await sandbox.settle()
  heard.length = 0
  await call('POST', '/repos/acme/catalog/issues', ada, { title: 'Here' })
  await call('POST', '/repos/acme/other/issues', ada, { title: 'Elsewhere' })
  await sandbox.settle()
  assert.deepEqual(
    heard.map(({ event, payload }) => [event, Object(payload['issue']).title]),
    [['issues', 'Here']],
  )
})

test('a request to run a check again goes to the App whose check it is', async (t) => {
  const { sandbox, ada, call } = await company(t)
  const { url, heard } = await receiver(t)
  const make = async (name: string) => {
    const app = sandbox.registerApp({ name, webhookUrl: url, permissions: { checks: 'write' }, events: [] })
    const { installationId } = sandbox.installApp(app.appId, 'acme', 'all')
    const jwt = jwtOf({ id: app.appId, privateKeyPem: app.privateKeyPem })
    const { body } = await call('POST', `/app/installations/${installationId}/access_tokens`, jwt)
    return { id: app.appId, token: String(body['token']) }
  }
  const mine = await make('mine')
  await make('other')
  const { body: branch } = await call('GET', '/repos/acme/catalog/branches/main', ada)
  const head_sha = Object(branch['commit']).sha
  const { body: run } = await call('POST', '/repos/acme/catalog/check-runs', mine.token, {
    name: 'lint',
    head_sha,
    conclusion: 'success',
  })
  await sandbox.settle()
  heard.length = 0
  assert.equal((await call('POST', `/repos/acme/catalog/check-runs/${run['id']}/rerequest`, ada)).status, 201)
  await sandbox.settle()
  assert.deepEqual(
    heard.map(({ event, payload }) => [event, payload['action'], Object(payload['check_run']).app.id]),
    [['check_run', 'rerequested', mine.id]],
  )
})

test('a receiver that does not answer in time has failed, though it may have heard', async (t) => {
  const { sandbox } = await company(t, { webhookTimeout: 50 })
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    silent.closeAllConnections()
    silent.close()
  })
  const webhookUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`
  const app = sandbox.registerApp({ name: 'silent', webhookUrl, permissions: {}, events: [] })
  await sandbox.settle()
  const [delivery] = sandbox.deliveries(app.appId)
  assert.deepEqual([delivery?.status, delivery?.statusCode], ['timed out', 504])
})
