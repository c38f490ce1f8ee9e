import assert from 'node:assert/strict'
import test, { type TestContext } from 'node:test'
import { startSandbox } from '#sandbox/sandbox.ts'
import { scratchFolder } from '../git/scratch.ts'

const manifest = {
  name: 'apigov',
  url: 'https://apigov.example',
  redirect_url: 'http://127.0.0.1/registered?kept=yes',
  default_permissions: { checks: 'write' },
  default_events: ['push'],
}

async function start(t: TestContext) {
  let time = Date.parse('2026-11-20T12:00:00Z')
  const sandbox = await startSandbox({ dir: scratchFolder(t), clock: { now: () => time } })
  t.after(() => sandbox.close())
  sandbox.addUser('ada')
  sandbox.addOrganization('acme', [{ login: 'ada', role: 'admin' }])
  const register = (path: string, text = JSON.stringify(manifest)) =>
    fetch(`${sandbox.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ manifest: text }),
      redirect: 'manual',
    })
  const convert = (code: string) => fetch(`${sandbox.apiUrl}/app-manifests/${code}/conversions`, { method: 'POST' })
  return { register, convert, wait: (ms: number) => (time += ms) }
}

const backOf = (response: Response) => new URL(response.headers.get('location') ?? assert.fail(`${response.status}`))

test('a manifest becomes an App of the organisation, and its code a key, once', async (t) => {
  const { register, convert } = await start(t)
  const back = backOf(await register('/organizations/acme/settings/apps/new?state=ours'))
  const { code, ...query } = Object.fromEntries(back.searchParams)
  assert.deepEqual([back.pathname, query], ['/registered', { kept: 'yes', state: 'ours' }])
  const converted = await convert(code ?? '')
  const app = JSON.parse(await converted.text())
  assert.deepEqual(
    [converted.status, app.owner.login, app.permissions, app.events],
    [201, 'acme', { checks: 'write' }, ['push']],
  )
  assert.match(app.pem, /^-----BEGIN RSA PRIVATE KEY-----/)
  assert.match(app.webhook_secret, /^[\da-f]{40}$/)
  assert.equal((await convert(code ?? '')).status, 404)
})

test('a code is good for an hour', async (t) => {
  const { register, convert, wait } = await start(t)
  const code = backOf(await register('/settings/apps/new')).searchParams.get('code') ?? ''
  wait(60 * 60 * 1000)
  assert.equal((await convert(code)).status, 404)
})

test('a name that is taken, an unknown organisation and a manifest that is none are refused', async (t) => {
  const { register } = await start(t)
  await register('/settings/apps/new')
  const statuses = [
    (await register('/settings/apps/new')).status,
    (await register('/organizations/nobody/settings/apps/new', JSON.stringify({ ...manifest, name: 'other' }))).status,
    (await register('/settings/apps/new', '{}')).status,
    (await register('/settings/apps/new', 'not JSON')).status,
  ]
  assert.deepEqual(statuses, [422, 404, 422, 422])
})
