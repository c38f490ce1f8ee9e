import assert from 'node:assert/strict'
import { join } from 'node:path'
import test from 'node:test'
import { startSandbox } from '#sandbox/sandbox.ts'
import { tokenWith } from './installation.ts'
import { company, folder } from './stage.ts'

test('what a sandbox held is there again after a restart', async (t) => {
  const dir = join(folder(t), 'data')
  const before = await startSandbox({ dir })
  const { token } = before.addUser('ada')
  await before.addRepository('ada', 'catalog', { files: { 'apigov.yaml': 'format: 1\n' } })
  const read = async (api: string) => {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github.raw' }
    return (await fetch(`${api}/repos/ada/catalog/contents/apigov.yaml`, { headers })).text()
  }
  assert.equal(await read(before.apiUrl), 'format: 1\n')
  await before.close()
  const after = await startSandbox({ dir })
  t.after(() => after.close())
  assert.equal(await read(after.apiUrl), 'format: 1\n')
  assert.throws(() => after.addUser('ada'), /There is an account `ada` already/)
})

test('an installation token is worth nothing after an hour', async (t) => {
  let time = Date.now()
  const { sandbox, call } = await company(t, { clock: { now: () => time } })
  const token = await tokenWith(sandbox, 'hourly', { contents: 'read' })
  const status = async () => (await call('GET', '/installation/repositories', token)).status
  assert.equal(await status(), 200)
  time += 3_600_000
  assert.equal(await status(), 401)
})

test('an installation token is refused outside its repositories, and reads what is public', async (t) => {
  const { sandbox, call } = await company(t)
  await sandbox.addRepository('eve', 'public')
  await sandbox.addRepository('eve', 'private', { private: true })
  const token = await tokenWith(sandbox, 'elsewhere', { issues: 'write' })
  const make = async (name: string) => (await call('POST', `/repos/eve/${name}/issues`, token, { title: 'x' })).status
  assert.equal((await call('GET', '/repos/eve/public', token)).status, 200)
  assert.deepEqual([await make('public'), await make('private')], [403, 404])
})

test('seeding refuses web pages, unknown keys and names that lead out of their folder', async (t) => {
  const { sandbox } = await company(t)
  const seed = async (verb: string, body: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${sandbox.url}/_sandbox/${verb}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    return response.status
  }
  assert.equal(await seed('users', { login: 'linus' }), 201)
  assert.equal(await seed('users', { login: 'mallory' }, { origin: 'http://evil.example' }), 403)
  assert.equal(await seed('users', { login: 'x', admin: true }), 422)
  assert.equal(await seed('repositories', { owner: 'ada', name: '..' }), 422)
  assert.equal(await seed('repositories', { owner: 'ada', name: 'a/b' }), 422)
  assert.equal(await seed('repositories', { owner: 'nobody', name: 'x' }), 404)
})

test('a branch or path that looks like an option or an expression of git is only a name that is not there', async (t) => {
  const { ada, call } = await company(t)
  for (const ref of ['--all', '-1', 'main^', 'main~1', 'main:a.txt', 'HEAD@{0}', '../../etc', 'a..b'])
    assert.equal(
      (await call('GET', `/repos/acme/catalog/contents/a.txt?ref=${encodeURIComponent(ref)}`, ada)).status,
      404,
      ref,
    )
  for (const path of ['../a.txt', '.git/config', ':(top)a.txt'])
    assert.equal((await call('GET', `/repos/acme/catalog/contents/${encodeURIComponent(path)}`, ada)).status, 404, path)
})

test('permission for pull requests reaches the comments of proposals, not those of issues', async (t) => {
  const { sandbox, ada, call } = await company(t)
  const repo = '/repos/acme/catalog'
  await call('PUT', `${repo}/contents/b.txt`, ada, { message: 'B', content: 'Yg==', branch: 'main' })
  const { body: branch } = await call('GET', `${repo}/branches/main`, ada)
  await call('POST', `${repo}/git/refs`, ada, { ref: 'refs/heads/topic', sha: Object(branch['commit']).sha })
  await call('PUT', `${repo}/contents/c.txt`, ada, { message: 'C', content: 'Yw==', branch: 'topic' })
  await call('POST', `${repo}/pulls`, ada, { title: 'C', head: 'topic', base: 'main' })
  await call('POST', `${repo}/issues`, ada, { title: 'A question' })
  const token = await tokenWith(sandbox, 'reviewer', { pull_requests: 'write' })
  const comment = async (number: number) =>
    (await call('POST', `${repo}/issues/${number}/comments`, token, { body: 'Hello.' })).status
  assert.deepEqual([await comment(1), await comment(2)], [201, 403])
})
